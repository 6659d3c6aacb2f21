import Testing

@testable import RoadWave

@Suite("Bodies of JSON")
struct JSONReaderTests {
    private static func read(_ text: String) throws(JSONError) -> JSONValue { try JSONReader.read(text.utf8) }

    @Test("every kind of value is read")
    func kinds() throws {
        let text = #" {"a": [1, -2.5e3, 0, true, false, null], "b": {"c": "é\n\u00e9\ud83d\ude00\/"}, "": ""} "#
        #expect(
            try Self.read(text)
                == .object([
                    "a": .array([.number(1), .number(-2_500), .number(0), .bool(true), .bool(false), .null]),
                    "b": .object(["c": .string("é\né😀/")]), "": .string(""),
                ]))
    }

    @Test(
        "what is no JSON, or can be read in two ways, is refused at its field and byte",
        arguments: [
            ("", "", JSONError.Syntax.unexpectedEnd, 0), (" ", "", .unexpectedEnd, 1), ("nul", "", .unexpectedByte, 0),
            ("{} {}", "", .trailingBytes, 3), ("'a'", "", .unexpectedByte, 0), ("{\"a\":01}", "", .unexpectedByte, 6),
            ("{\"a\":1,}", "", .unexpectedByte, 7), ("{a:1}", "", .unexpectedByte, 1),
            ("[1 2]", "", .unexpectedByte, 3),
            ("{\"a\":{\"b\":tru}}", "a.b", .unexpectedByte, 10), ("[0,+1]", "1", .unexpectedByte, 3),
            ("[NaN]", "0", .unexpectedByte, 1), ("[1.]", "0", .unexpectedByte, 3), ("[.5]", "0", .unexpectedByte, 1),
            ("{\"a\":1e999}", "a", .numberOutOfRange, 10), ("[-1e999]", "0", .numberOutOfRange, 7),
            ("{\"a\":1,\"a\":2}", "a", .repeatedName, 10), ("{\"a\":1,\"\\u0061\":2}", "a", .repeatedName, 15),
            ("{\"a\":\"\\ud800\"}", "a", .loneSurrogate, 12), ("[\"\\udc00\"]", "0", .loneSurrogate, 8),
            ("[\"\\ud800\\u0041\"]", "0", .loneSurrogate, 14), ("[\"\\x\"]", "0", .unexpectedByte, 4),
            ("[\"\u{1}\"]", "0", .invalidText, 3), ("[\"a", "0", .unexpectedEnd, 3),
            ("\u{feff}{}", "", .unexpectedByte, 0),
            ("{\"a\":[[[[[[[[[[[[[[[[1", "a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0", .tooDeep, 20),
        ])
    func refused(text: String, path: String, syntax: JSONError.Syntax, byte: Int) throws {
        let error = #expect(throws: JSONError.self) { try Self.read(text) }
        #expect(error?.path.description == path)
        #expect(error?.reason == .malformed(syntax, byte: byte))
    }

    @Test(
        "bytes that are no UTF-8 are refused where they stand", arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]])
    func notText(bytes: [UInt8]) throws {
        let error = #expect(throws: JSONError.self) {
            try JSONReader.read(Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8))
        }
        #expect(error?.path.description == "a")
        #expect(error?.reason == .malformed(.invalidText, byte: 7 + bytes.count))
    }

    @Test("two names are one where their bytes are the same, and not where they only look the same (RFC 8259 §8.3)")
    func equivalentNames() throws {
        let value = try Self.read("{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value == .object(["\u{e9}": .number(1), "e\u{301}": .number(2)]))
    }

    @Test("a body is nested to the bound, and no deeper")
    func depth() throws {
        let bound = JSONReader.maximumDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try Self.read(nested(bound)) }
        #expect(throws: JSONError.self) { try Self.read(nested(bound + 1)) }
        #expect(throws: JSONError.self) { try Self.read(String(repeating: "[", count: 60_000)) }
    }

    @Test("of a name that is the client's own, no more is told than fits a line")
    func longNames() throws {
        let error = #expect(throws: JSONError.self) {
            try Self.read("{\"\(String(repeating: "x", count: 4_000))\":x}")
        }
        #expect(error?.path.description.count == 100)
        // One character, of many scalars.
        let accents = #expect(throws: JSONError.self) {
            try Self.read("{\"e\(String(repeating: "\u{301}", count: 4_000))\":x}")
        }
        #expect(accents?.path.description.unicodeScalars.count == 100)
    }

    @Test("of a name that is the client's own, nothing is repeated that would change the sentence around it")
    func invisibleNames() throws {
        let error = #expect(throws: JSONError.self) {
            try Self.read("{\"a\\n\u{202E}\u{2028}\u{85}b\":x}")
        }
        let shown = "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b"
        #expect(error?.path.description == shown)
        let problem = try Problem(#require(error))
        #expect(problem.field == shown)
        #expect(problem.detail.contains("«\u{a0}\(shown)\u{a0}»"))
        #expect(problem.reason?.unicodeScalars.contains { $0.isInvisible } == false)
    }

    @Test("a member of another kind, one out of range and one that is missing are told by their path")
    func members() throws {
        for (text, expected) in [
            ("7", "the body is a number: expected an object"),
            ("{\"position\":7}", "position is a number: expected an object"),
            ("{\"position\":{\"lon\":0}}", "position.lat is missing: expected a number from -90 to 90"),
            ("{\"position\":{\"lat\":\"0\"}}", "position.lat is a string: expected a number from -90 to 90"),
            ("{\"position\":{\"lat\":91}}", "position.lat is not acceptable: expected a number from -90 to 90"),
        ] {
            let value = try Self.read(text)
            let error = #expect(throws: JSONError.self) { try JoinRequest(value) }
            #expect(error?.description == expected)
        }
        let report = #expect(throws: JSONError.self) { try ReportRequest(nil) }
        #expect(report?.description.hasPrefix("category is missing: expected one of hate, ") == true)
    }
}
