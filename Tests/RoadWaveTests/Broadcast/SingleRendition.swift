@testable import RoadWave

extension RenditionLadder {
    /// 48 kbit/s mono alone.
    static let single = RenditionLadder([Rendition(kilobits: 48)])
}

extension BroadcastConfiguration {
    /// The standard values with one rendition: one encoder, for tests that are not about renditions.
    static var single: BroadcastConfiguration {
        var configuration = BroadcastConfiguration.standard
        configuration.ladder = .single
        return configuration
    }
}
