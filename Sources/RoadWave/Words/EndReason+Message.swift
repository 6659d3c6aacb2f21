extension EndReason {
    /// The message to the creator about the end, in French. For a lost node it is the specification's sentence, word
    /// for word.
    public var message: String {
        switch self {
        case .creator: "Votre live est terminé."
        case .operator: "Votre live a été arrêté par l'équipe de la radio."
        case .operatorCopyright:
            "Votre live a été arrêté par l'équipe de la radio\u{a0}: contenu protégé diffusé sans droits."
        case .operatorRules: "Votre live a été arrêté par l'équipe de la radio\u{a0}: propos contraires à ses règles."
        case .operatorAudience:
            "Votre live a été arrêté par l'équipe de la radio\u{a0}: contenu inadapté au public annoncé."
        case .operatorSchedule: "Votre live a été arrêté par l'équipe de la radio\u{a0}: l'antenne passe à la suite."
        case .operatorTechnical:
            "Votre live a été arrêté par l'équipe de la radio\u{a0}: problème technique. Veuillez redémarrer le live."
        case .creatorTimeout: "Votre live est terminé\u{a0}: votre connexion n'est pas revenue à temps."
        case .nodeStopped: "Votre live est terminé\u{a0}: le serveur s'arrête. Veuillez redémarrer le live."
        case .failure: "Votre live est terminé\u{a0}: la connexion sécurisée a échoué. Veuillez redémarrer le live."
        case .nodeLost: "Connexion perdue. Veuillez redémarrer le live"
        }
    }

    /// The message to listeners about the end, in French. For a lost node it is the specification's sentence, word for
    /// word.
    public var listenerMessage: String {
        switch self {
        case .creator: "Le live est terminé."
        case .operator: "Le live a été arrêté par l'équipe de la radio."
        case .operatorCopyright:
            "Le live a été arrêté par l'équipe de la radio\u{a0}: contenu protégé diffusé sans droits."
        case .operatorRules: "Le live a été arrêté par l'équipe de la radio\u{a0}: propos contraires à ses règles."
        case .operatorAudience:
            "Le live a été arrêté par l'équipe de la radio\u{a0}: contenu inadapté au public annoncé."
        case .operatorSchedule: "Le live a été arrêté par l'équipe de la radio\u{a0}: l'antenne passe à la suite."
        case .operatorTechnical: "Le live a été arrêté par l'équipe de la radio\u{a0}: problème technique."
        case .creatorTimeout: "Le live est terminé\u{a0}: le créateur n'est pas revenu."
        case .nodeStopped: "Le live est terminé\u{a0}: le serveur s'arrête."
        case .failure, .nodeLost: "Le live est terminé suite à un problème technique"
        }
    }
}
