extension LiveEnvironment {
    /// Ends the audience of a live that was lost with its node, and notes the end. What a shared store still has of the
    /// counts is noted with it; those of an embedded one died with the node.
    func endAudience(ofLost live: Live) async {
        let counts = await audience?.close(live.id)
        audit?.record(.ended(live, audience: counts == AudienceCounts.none ? nil : counts))
    }
}
