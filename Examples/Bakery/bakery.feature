Feature: A bakery sells bread

  Background:
    Given the shop has 12 loaves at 2.50 each

  Scenario: A customer buys bread
    When a customer buys 5 loaves
    Then 7 loaves are left
    And the till holds 12.50

  Scenario Outline: Customers buy as much as they like
    When a customer buys <wanted> loaves
    Then <left> loaves are left

    Examples:
      | wanted | left |
      | 12     | 0    |
      | 3      | 9    |
