import Foundation
import Testing

@testable import StepDefinitions

/// The sabotages of the cache change what they say, in the configuration as it is.
@Suite("Alterations of the cache")
struct CacheAlterationTests {
    @Test(
        "an alteration changes the configuration of production",
        arguments: [
            CacheAlteration.keepsNothing, .keepsNoPlaylist, .keepsPlaylistsForTenSeconds, .keepsACopyForEachRequest,
            .keepsSegmentsForOneSecond, .misnamesCodec, .losesSegments,
        ])
    func alterations(alteration: CacheAlteration) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/alteration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let altered = try String(contentsOfFile: alteration.write(in: folder), encoding: .utf8)
        #expect(altered.contains(alteration.replacement))
        // What is added may stand around what was there.
        #expect(alteration.replacement.contains(alteration.text) || !altered.contains(alteration.text))
    }
}
