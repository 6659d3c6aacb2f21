extension EndReason {
    /// What listeners are told of the end, in French. That of a lost node is the specification's sentence, word for word.
    public var listenerMessage: String {
        switch self {
        case .creator: "Le live est terminé."
        case .operator: "Le live a été arrêté par l'équipe de la radio."
        case .creatorTimeout: "Le live est terminé\u{a0}: le créateur n'est pas revenu."
        case .nodeStopped: "Le live est terminé\u{a0}: le serveur s'arrête."
        case .failure, .nodeLost: "Le live est terminé suite à un problème technique"
        }
    }
}
