import Testing

@testable import RoadWave

@Suite("Broadcast configuration")
struct BroadcastConfigurationTests {
    @Test("the standard values pass their own checks")
    func standard() throws {
        #expect(try BroadcastConfiguration() == .standard)
        #expect(BroadcastConfiguration.standard.targetDuration == 2)
    }

    @Test("a shorter segment has a shorter hold-back, and is deleted sooner")
    func short() throws {
        let configuration = try BroadcastConfiguration(
            segmentDuration: .milliseconds(500), holdBack: .seconds(3))
        #expect(configuration.targetDuration == 1)
        #expect(configuration.deletionGrace == .milliseconds(31_500))
    }

    @Test("the target duration counts the frame by which a segment may be longer")
    func targetDuration() throws {
        let configuration = try BroadcastConfiguration(segmentDuration: .milliseconds(2_490))
        #expect(configuration.targetDuration == 3)
    }

    @Test("values that would break players are refused, with the smallest allowed one")
    func refused() {
        #expect(throws: BroadcastConfigurationError.segmentDuration(.milliseconds(499))) {
            _ = try BroadcastConfiguration(segmentDuration: .milliseconds(499))
        }
        #expect(throws: BroadcastConfigurationError.holdBack(.seconds(5), minimum: .seconds(6))) {
            _ = try BroadcastConfiguration(holdBack: .seconds(5))
        }
        #expect(throws: BroadcastConfigurationError.windowDuration(.seconds(29), minimum: .seconds(30))) {
            _ = try BroadcastConfiguration(windowDuration: .seconds(29))
        }
        #expect(throws: BroadcastConfigurationError.windowDuration(.seconds(30), minimum: .seconds(34))) {
            _ = try BroadcastConfiguration(holdBack: .seconds(30))
        }
        #expect(throws: BroadcastConfigurationError.deletionGrace(.seconds(31), minimum: .seconds(32))) {
            _ = try BroadcastConfiguration(deletionGrace: .seconds(31))
        }
    }

    @Test("an error is one clear line")
    func description() {
        let error = BroadcastConfigurationError.invalidRendition("48")
        #expect(
            error.description
                == "\"48\" is not a rendition: write kbit/s from 16 to 192, as in 96k,48k,32k")
    }
}
