import Foundation
import Testing

@testable import roadwave_bench

@Suite("What a child process used")
struct MeasuredProcessTests {
    private func withOutput(_ body: (URL) throws -> Void) throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "measured-\(UUID().uuidString)")
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: output.appendingPathExtension("log"))
        }
        try body(output)
    }

    @Test("its time, its work and its memory are those of the child")
    func usage() throws {
        try withOutput { output in
            // 100 MB for a fifth of a second.
            let program = "x = bytearray(100_000_000); import time; time.sleep(0.2); print('done')"
            let usage = try MeasuredProcess.run("/usr/bin/env", ["python3", "-c", program], output: output)
            #expect(try String(contentsOf: output, encoding: .utf8) == "done\n")
            #expect(usage.wallSeconds >= 0.2)
            #expect(usage.cpuSeconds > 0.001)
            #expect(usage.peakMegabytes > 100)
        }
    }

    @Test("one that fails or does not start is an error, with what it said")
    func failure() throws {
        try withOutput { output in
            let error = #expect(throws: BenchError.self) {
                try MeasuredProcess.run("/bin/sh", ["-c", "echo no >&2; exit 3"], output: output)
            }
            #expect(error?.description.hasSuffix(": no") == true)
            #expect(throws: BenchError.self) {
                try MeasuredProcess.run("/bin/sh", ["-c", "kill -9 $$"], output: output)
            }
            #expect(throws: BenchError.self) { try MeasuredProcess.run("/no/such/program", [], output: output) }
        }
    }

    @Test("two that follow each other take the time of both, and the memory of the larger one")
    func sum() {
        let sum =
            MeasuredUsage(cpuSeconds: 1, wallSeconds: 2, peakMegabytes: 30)
            + MeasuredUsage(cpuSeconds: 10, wallSeconds: 20, peakMegabytes: 7)
        #expect(sum.cpuSeconds == 11)
        #expect(sum.wallSeconds == 22)
        #expect(sum.peakMegabytes == 30)
    }
}
