internal import Configuration

extension AudienceConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        if let seconds = try reader.seconds(.heartbeatSeconds, in: 0.1...600) { heartbeat = seconds }
        if let seconds = try reader.seconds(.listenerExpirySeconds, in: 0.3...3_600) { expiry = seconds }
        if let grid = try reader.value(
            .positionGrid, accepted: "expected a number of degrees from 0.001 to 10",
            { Double($0).flatMap { PositionGrid(degrees: $0) } })
        {
            positionGrid = grid
        }
        if let seconds = try reader.seconds(.counterSeconds, in: 0.1...60) { counterPeriod = seconds }
        if let seconds = try reader.seconds(.counterRecordSeconds, in: 1...60) { recordPeriod = seconds }
        voterSecret = reader.text(.voterSecret, isSecret: true)
    }
}
