import Testing

@testable import RoadWave

@Suite("The file of open alerts")
struct AlertFileTests {
    private let storage: FaultyStorage
    private let file: AlertFile

    init() throws {
        storage = try FaultyStorage()
        file = AlertFile(storage: storage)
    }

    @Test("it has what was written, and nothing before")
    func content() async throws {
        #expect(try await file.read().incidents == [])
        let incident = Incident(
            metric: .memory, kind: .threshold, startedAt: WallDate(millisecondsSince1970: 1_774_787_696_789),
            value: 0.9, threshold: 0.85)
        let message = AlertSender(node: "n", link: "l").message(
            about: .started(incident), timing: AlertTiming(), rule: nil)
        try await file.write(AlertFile.Content(incidents: [incident], outboxes: ["webhook": [message], "mail": []]))
        let content = try await file.read()
        #expect(content.incidents == [incident])
        #expect(content.outboxes == ["webhook": [message]])
    }

    @Test("a file that is not readable is an error", arguments: ["", "{", "[]", "{\"incidents\":3}"])
    func damaged(text: String) async throws {
        try await storage.put(Array(text.utf8), key: try ObjectKey("alerts.json"))
        await #expect(throws: StorageError.self) { try await file.read() }
    }

    @Test("an incident of a later version is left out")
    func later() async throws {
        let text = """
            {"incidents":[{"metric":"disk","kind":"threshold","startedAt":"2026-03-29T12:34:56Z","threshold":1}],
            "outboxes":{}}
            """
        try await storage.put(Array(text.utf8), key: try ObjectKey("alerts.json"))
        #expect(try await file.read().incidents == [])
    }
}
