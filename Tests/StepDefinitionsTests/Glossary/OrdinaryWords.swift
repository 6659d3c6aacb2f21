/// The words of the steps that are ordinary French: they mean the same to everybody, on the radio or not.
///
/// A new word of a step is either one of these, or it is of the domain and has a row in GLOSSAIRE.md.
enum OrdinaryWords {
    static let all = Set(
        [grammar, verbs, qualities, nouns].flatMap { list in list.flatMap { StepWords.words(of: $0) } })

    private static let grammar = [
        "au aux avec ce ces cet cette chacun chaque chacune dans de depuis des du elle en est et il ils la le les leur",
        "lors mais ne ni on ont ou par pas pendant plus pour puis quand que qui sa sans se ses si son sont sous sur",
        "aucun tous tout toute toutes un une vers via moins après avant entre jusqu qu lorsqu plusieurs",
    ]

    private static let verbs = [
        "accepte arrive convertit démarre demande généré mis reçu traite traité",
        "met récupèrent rejoindre réduite servi",
        "adapte appliqué configuré gère rejoint selon",
        "configurée démarrer essaie être mise peut retourné",
        "absorbe affiché augmente",
        "appliquée crée créé créée détectés exécute finalise récupère terminer vient",
        "envoie persistés retiré stocke",
        "suivantes",
        "redémarre tombe voient voit",
        "déroule loggés termine",
        "envoyée",
        "attendent conservés dépasse lancés libéré peuvent supprimé terminent traitent",
        "dure enregistrées",
    ]

    private static let qualities = [
        "disponible immédiatement",
        "actif opérationnelle régulièrement",
        "globale minimale suivant",
        "automatiquement",
        "cours indépendant stocké temporairement",
        "actuellement nouveau",
        "instable ponctuellement trop",
        "dernier occupés seul simultanément",
        "environ nécessaire",
    ]

    private static let nouns = [
        "titre",
        "cas espace",
        "durée fichier jour seconde minute heure kbps",
    ]
}
