extension NodeConfiguration {
    /// Refuses settings that exclude each other.
    func validatePairs() throws(ConfigurationError) {
        guard live.jitterTarget <= live.jitterMaximum else {
            throw conflict(
                .jitterTargetMilliseconds, "expected at most", .jitterMaximumMilliseconds, "expected at least")
        }
        guard live.interruptedAfter < live.creatorTimeout else {
            throw conflict(
                .creatorTimeoutSeconds, "expected more than", .interruptedAfterSeconds, "expected less than")
        }
        guard live.adaptation.reducedBitrate <= live.adaptation.fullBitrate else {
            throw conflict(.reducedBitrate, "expected at most", .fullBitrate, "expected at least")
        }
        // Otherwise listeners would expire between heartbeats: one of two may be lost.
        guard audience.heartbeat * 2 <= audience.expiry else {
            throw conflict(
                .heartbeatSeconds, "expected at most half of", .listenerExpirySeconds, "expected at least twice")
        }
        try validateSchemes()
    }

    /// Pages over HTTPS cannot load anything over HTTP: browsers request `https` instead, or block it. The pages would
    /// show an interrupted sound for ever. See docs/decisions/cache.md, « HTTPS of listeners ».
    private func validateSchemes() throws(ConfigurationError) {
        let page: (key: Key, value: String)
        if let publicURL {
            page = (.publicURL, publicURL)
        } else if let tls {
            page = (.tlsCertificate, tls.certificate)
        } else {
            return
        }
        guard page.key == .tlsCertificate || page.value.hasPrefix("https://") else { return }
        let reason =
            "browsers block anything else in the pages that \(page.key.rawValue) (\(page.value)) makes https"
        if let mediaBaseURL, !mediaBaseURL.hasPrefix("https://") {
            throw ConfigurationError(
                key: .mediaBaseURL, value: mediaBaseURL, accepted: "expected an https address of the cache: \(reason)")
        }
        guard nodeURLs.allSatisfy({ $0.hasPrefix("https://") }) else {
            throw ConfigurationError(
                key: .nodeURLs, value: nodeURLs.joined(separator: ","),
                accepted: "expected https addresses of all nodes: \(reason)")
        }
    }

    /// The error of two settings that exclude each other. It is about the first one, unless only the second one was
    /// changed.
    private func conflict(
        _ first: Key, _ firstAccepted: String, _ second: Key, _ secondAccepted: String
    ) -> ConfigurationError {
        let isFirst = !isDefault(first) || isDefault(second)
        let (key, accepted, other) = isFirst ? (first, firstAccepted, second) : (second, secondAccepted, first)
        return ConfigurationError(
            key: key, value: value(of: key) ?? "",
            accepted: accepted + " "
                + ConfigurationError.mention(other, value(of: other) ?? "", isDefault: isDefault(other)))
    }

    private func isDefault(_ key: Key) -> Bool { value(of: key) == NodeConfiguration().value(of: key) }
}
