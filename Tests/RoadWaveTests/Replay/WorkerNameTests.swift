import Testing

@testable import RoadWave

@Suite("Name of a worker")
struct WorkerNameTests {
    @Test("it has the host, the process and a random part of eight digits")
    func parts() {
        #expect(
            WorkerName(host: "node-1.example", process: 42, random: 0xBEEF).description == "node-1.example-42-0000beef")
        #expect(WorkerName(host: "a", process: 1, random: .max).description == "a-1-ffffffff")
        #expect(WorkerName(host: "a", process: 1, random: 0).description == "a-1-00000000")
    }

    @Test("two workers of one host with the same process number differ, as in containers")
    func differ() {
        let names = Set((0..<1_000).map { _ in WorkerName(host: "a", process: 1) })
        // Of a thousand, two are equal once in ten thousand runs; three never.
        #expect(names.count >= 999)
    }

    @Test(
        "whatever a host is called, its name is short and plain",
        arguments: [
            "", "é", "a b\r\nc", "📻.local", "x\u{0}y", "a/b:c*?[]{}$1", "🇫🇷",
            String(repeating: "x", count: 10_000), String(repeating: "e\u{301}", count: 300),
        ])
    func oddHosts(host: String) {
        let name = WorkerName(host: host, process: 7, random: 1).description
        #expect(name.hasSuffix("-7-00000001"))
        #expect(name.utf8.count <= 63 + "-7-00000001".count)
        #expect(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) })
    }
}
