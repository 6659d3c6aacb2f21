# language: fr
@a @b # c
Fonctionnalité: f
  prose
  Contexte:
    Étant donné x
  Plan du scénario: s <a>
    Quand <a>
      | \| | \n |
      """json
      <a>
      """
    @e
    Exemples:
      | a |
      | 1 |
