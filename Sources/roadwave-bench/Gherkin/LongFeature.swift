/// A long French feature, the same at every run: 8 steps a scenario, some 530 bytes each.
enum LongFeature {
    static func text(scenarios: Int) -> String {
        var text = "# language: fr\nFonctionnalité: Dix mille directs\n"
        for number in 1...scenarios {
            text += """

                  Scénario: Le direct numéro \(number) est diffusé aux auditeurs
                    Étant donné qu'un créateur démarre le direct \(number) depuis son téléphone
                    Et que la zone géographique est « Île-de-France »
                    Quand le flux audio (Opus 48 kbps) du téléphone arrive sur le serveur de la région
                    Et que \(number % 97) auditeurs écoutent
                    Alors les segments ont une durée de 2 secondes chacun
                    Et le délai est inférieur à 18 secondes
                    Mais aucun paquet n'est perdu
                    Et l'enregistrement brut est conservé 7 jours

                """
        }
        return text
    }
}
