import Foundation
import RoadWaveTestServices
import Testing

/// `roadwave-server billing import`, a process that can die at any moment.
@Suite("Killed imports", .realTime, .timeLimit(.minutes(10)))
struct KilledImportTests {
    private static let live = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

    /// Lines of whole segments, as NGINX writes them.
    private static func lines(_ count: Int) -> String {
        // A log of tomorrow would be refused, and months of long ago are corrected.
        let now = Int(Date().timeIntervalSince1970)
        return (0..<count).map { _ in
            #"{"at":\#(now).000,"method":"GET","path":"/lives/\#(live)/48k/7.ts","status":200,"bytes":12875,"#
                + #""body":12408,"length":"12408","range":"","complete":"OK","id":"\#(UUID().uuidString)","#
                + #""cache":"HIT","storage":"","seconds":0.000}"# + "\n"
        }.joined()
    }

    private func start(_ arguments: [String], _ environment: [String: String]) async -> ChildProcess {
        await ChildProcess.start(
            ServerProcess.executable, arguments, environment: environment, name: "roadwave-server")
    }

    private func shell(_ command: String) async {
        let process = await ChildProcess.start("/bin/sh", ["-c", command], name: "sh")
        #expect(await process.wait() == .exited(0))
    }

    @Test("fifty imports, killed while the log is rotated in every way, count each line once")
    func killed() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/billing-\(UUID().uuidString)"
        let log = "\(folder)/logs/cache.log"
        try FileManager.default.createDirectory(atPath: folder + "/logs", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let environment = ["ROADWAVE_DATA": folder + "/data"]
        #expect(await start(["migrate"], environment).wait() == .exited(0))
        var written = 0
        for round in 0..<50 {
            let count = 100 + 7 * round
            await shell(": >> \(log)")
            let file = try #require(FileHandle(forWritingAtPath: log))
            try file.seekToEnd()
            try file.write(contentsOf: Data(Self.lines(count).utf8))
            try file.close()
            written += count
            switch round % 5 {
            case 1: await shell("mv \(log) \(log).\(round)")
            case 2: await shell("mv \(log) \(log).\(round) && gzip \(log).\(round)")
            case 3: await shell("cp \(log) \(log).\(round) && truncate -s 0 \(log)")
            default: break
            }
            let process = await start(["billing", "import", log], environment)
            // why: anywhere between its start and its end; nothing depends on where.
            try await Task.sleep(for: .milliseconds(5 * (round * 13 % 40)))
            await process.kill()
        }
        #expect(await start(["billing", "import", log], environment).wait() == .exited(0))
        let shown = await start(["billing", "show", "--live", Self.live, "--csv"], environment)
        #expect(await shown.wait() == .exited(0))
        let rows = await shown.lines.dropFirst()
        // Corrections, if the month is over by now: a row for each day on which the test ran.
        let segments = rows.compactMap { Int($0.split(separator: ",", omittingEmptySubsequences: false)[8]) }
        #expect(segments.reduce(0, +) == written)
    }
}
