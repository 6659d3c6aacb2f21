import RoadWaveClient
import RoadWaveTestServices
import Testing

@Suite("Event stream parser")
struct EventStreamParserTests {
    private func events(_ text: String) throws -> [ServerSentEvent] {
        var parser = EventStreamParser()
        return try parser.consume(text.utf8)
    }

    private func data(_ text: String) throws -> [String] { try events(text).map(\.data) }

    @Test("an event has a name, data and an identifier, and ends with an empty line")
    func wholeEvent() throws {
        let stream = "event: live_state\nid: 7\ndata: {\"state\":\"live\"}\n\n"
        #expect(
            try events(stream) == [
                ServerSentEvent(type: "live_state", data: "{\"state\":\"live\"}", lastEventID: "7")
            ])
    }

    @Test("lines end with LF, CR or CRLF, in any mixture", arguments: ["\n", "\r", "\r\n"])
    func endsOfLine(end: String) throws {
        #expect(try data("data: un\(end)data: deux\(end)\(end)data: trois\(end)\(end)") == ["un\ndeux", "trois"])
        #expect(try data("data: a\r\ndata: b\rdata: c\n\r\n") == ["a\nb\nc"])
    }

    @Test("one space after the colon is dropped, no more; a line without a colon is a name without a value")
    func spaces() throws {
        #expect(try data("data:  deux\ndata:zéro\ndata\n\n") == [" deux\nzéro\n"])
    }

    @Test("comments, unknown fields and events without data tell nothing")
    func nothing() throws {
        #expect(try events(": keep-alive\n\n:\n\nfoo: bar\n\nevent: vide\n\n").isEmpty)
        // The name of the event without data does not stick to the next.
        #expect(try events("event: vide\n\ndata: x\n\n").map(\.type) == ["message"])
    }

    @Test("empty data is data")
    func emptyData() throws {
        #expect(try data("data\n\ndata\ndata\n\n") == ["", "\n"])
    }

    @Test("what the end of the stream leaves incomplete is no event")
    func incomplete() throws {
        #expect(try events("data: un\n\ndata: deux\n").map(\.data) == ["un"])
    }

    @Test("a byte order mark is dropped at the start, and only there")
    func byteOrderMark() throws {
        #expect(try data("\u{FEFF}data: un\n\n\u{FEFF}data: deux\n\n") == ["un"])
    }

    @Test("an identifier stays until another comes; one with a NUL is none")
    func identifiers() throws {
        let stream = "id: 1\ndata: a\n\ndata: b\n\nid: 2\u{0}\ndata: c\n\nid\ndata: d\n\n"
        #expect(try events(stream).map(\.lastEventID) == ["1", "1", "1", ""])
        #expect(EventStreamParser(lastEventID: "9").lastEventID == "9")
    }

    @Test(
        "the time before a reconnection is a number of milliseconds",
        arguments: [("2500", 2_500), ("0", 0), ("", nil), ("-1", nil), ("1.5", nil), ("1234567890", nil)])
    func retry(value: String, milliseconds: Int?) throws {
        var parser = EventStreamParser()
        _ = try parser.consume("retry: \(value)\n".utf8)
        #expect(parser.retryMilliseconds == milliseconds)
    }

    @Test("bytes that are not UTF-8 become U+FFFD")
    func notUTF8() throws {
        var parser = EventStreamParser()
        let events = try parser.consume(Array("data: ".utf8) + [0xC3, 0x28] + Array("\n\n".utf8))
        #expect(events.map(\.data) == ["\u{FFFD}("])
    }

    @Test("however the stream is cut into two pieces or into bytes, the events are the same")
    func everySplit() throws {
        let stream = Array(
            "\u{FEFF}: début\r\n\r\nretry: 10\r\nid: é1\r\nevent: ended\r\ndata: {\"message\":\"Terminé\"}\r\ndata:\r\n\r\nid: 2\rdata: x\r\r"
                .utf8)
        var whole = EventStreamParser()
        let expected = try whole.consume(stream)
        #expect(expected.count == 2)
        for cut in 0...stream.count {
            var parser = EventStreamParser()
            let events = try parser.consume(stream[..<cut]) + parser.consume(stream[cut...])
            #expect(events == expected, "cut at \(cut)")
        }
        var bytewise = EventStreamParser()
        var events: [ServerSentEvent] = []
        for byte in stream { events += try bytewise.consume(CollectionOfOne(byte)) }
        #expect(events == expected)
    }

    @Test("a line without end is refused at its bound, before it is kept")
    func longLine() throws {
        var parser = EventStreamParser()
        let piece = [UInt8](repeating: 0x61, count: EventStreamParser.maximumLine)
        let events = try parser.consume(piece)
        #expect(events.isEmpty)
        #expect(throws: EventStreamParser.Failure.lineTooLong) { _ = try parser.consume([0x61]) }
    }

    @Test("an event without end is refused at its bound")
    func largeEvent() throws {
        var parser = EventStreamParser()
        let line = "data: " + String(repeating: "a", count: 10_000) + "\n"
        for _ in 0..<6 { _ = try parser.consume(line.utf8) }
        #expect(throws: EventStreamParser.Failure.eventTooLarge) { _ = try parser.consume(line.utf8) }
    }
}
