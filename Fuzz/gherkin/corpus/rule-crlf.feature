Feature: f
Rule: r
  Background: b
    Given x
  @t
  Scenario: s
    * y
      ```
      z
      ```
