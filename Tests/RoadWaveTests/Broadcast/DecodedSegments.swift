import Foundation
import RoadWaveMedia

@testable import RoadWave

/// Transport streams decoded back by libavformat, as a player would.
enum DecodedSegments {
    static func decode(_ streams: [[UInt8]], channels: Int = 1) throws -> PCM {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/stream.ts"
        try Data(streams.joined()).write(to: URL(filePath: path))
        return try withExtendedLifetime(directory) { try AudioFile.decode(path: path, channels: channels) }
    }

    /// The bytes of the rendition `name` of each set.
    static func streams(_ sets: [SegmentSet], _ name: String = "48k") -> [[UInt8]] {
        sets.flatMap { set in set.segments.filter { $0.rendition.name == name }.map(\.bytes) }
    }
}
