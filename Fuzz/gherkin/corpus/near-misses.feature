# language: fr-FR
Fonctionnalité: f
  Scenario: a
  Scénario : b
    ETANT DONNÉ qu’x
  Exemple:
    | a |
  Regle: z
