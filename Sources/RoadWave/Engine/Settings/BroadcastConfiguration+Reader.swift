internal import Configuration

extension BroadcastConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        var ladder = RenditionLadder.standard
        if let names = try reader.value(.renditions, accepted: "expected a list such as 96k,48k,32k", { $0 }) {
            do throws(BroadcastConfigurationError) {
                ladder = try RenditionLadder(parsing: names)
            } catch {
                throw ConfigurationError(key: .renditions, value: names, accepted: error.description)
            }
        }
        // The bounds of `BroadcastConfiguration`. The longest hold-back leaves two of the shortest segments in the
        // longest window.
        let durations = Durations(
            segment: try reader.seconds(.segmentSeconds, in: 0.5...10),
            holdBack: try reader.seconds(.holdBackSeconds, in: 3...86_399),
            window: try reader.seconds(.playlistWindowSeconds, in: 30...86_400))
        let standard = BroadcastConfiguration.standard
        do throws(BroadcastConfigurationError) {
            self = try BroadcastConfiguration(
                ladder: ladder, segmentDuration: durations.segment ?? standard.segmentDuration,
                windowDuration: durations.window ?? standard.windowDuration,
                holdBack: durations.holdBack ?? standard.holdBack)
        } catch {
            throw durations.refusal(error)
        }
    }
}

/// The configured durations; nil where the default holds.
private struct Durations {
    var segment: Duration?
    var holdBack: Duration?
    var window: Duration?

    /// The error of durations that exclude each other. It is about one that is set.
    func refusal(_ error: BroadcastConfigurationError) -> ConfigurationError {
        switch error {
        case .holdBack(let value, let minimum) where holdBack != nil || segment == nil:
            ConfigurationError(
                key: .holdBackSeconds, value: NodeConfiguration.seconds(value),
                accepted: "expected at least \(NodeConfiguration.seconds(minimum)), three segments of "
                    + mention(.segmentSeconds, segment, or: BroadcastConfiguration.standard.segmentDuration))
        case .holdBack(let value, let minimum):
            ConfigurationError(
                key: .segmentSeconds, value: segment.map { NodeConfiguration.seconds($0) } ?? "",
                accepted: "expected \(mention(.holdBackSeconds, holdBack, or: value)) to be at least "
                    + "\(NodeConfiguration.seconds(minimum)), three segments")
        case .windowDuration(let value, let minimum) where window == nil && holdBack != nil:
            ConfigurationError(
                key: .holdBackSeconds, value: holdBack.map { NodeConfiguration.seconds($0) } ?? "",
                accepted: "expected \(mention(.playlistWindowSeconds, window, or: value)) to be at least "
                    + "\(NodeConfiguration.seconds(minimum)), the hold-back and two segments")
        case .windowDuration(let value, let minimum):
            ConfigurationError(
                key: .playlistWindowSeconds, value: NodeConfiguration.seconds(value),
                accepted: "expected at least \(NodeConfiguration.seconds(minimum)), two segments more than "
                    + mention(.holdBackSeconds, holdBack, or: BroadcastConfiguration.standard.holdBack))
        // The ranges of the values exclude the others.
        default:
            ConfigurationError(
                key: .playlistWindowSeconds, value: window.map { NodeConfiguration.seconds($0) } ?? "",
                accepted: error.description)
        }
    }

    private func mention(_ key: NodeConfiguration.Key, _ value: Duration?, or standard: Duration) -> String {
        ConfigurationError.mention(key, NodeConfiguration.seconds(value ?? standard), isDefault: value == nil)
    }
}
