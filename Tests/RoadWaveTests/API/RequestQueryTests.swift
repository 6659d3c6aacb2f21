import HTTPTypes
import Testing

@testable import RoadWave

@Suite("Request query")
struct RequestQueryTests {
    @Test("values are decoded as forms are")
    func decoded() throws {
        let query = try RequestQuery("title=Mon+super%20live&tag=Actualit%C3%A9&tag=Tech&empty=&flag")
        #expect(try query.value("title") == "Mon super live")
        #expect(query.all("tag") == ["Actualité", "Tech"])
        #expect(try query.value("empty") == "")
        #expect(try query.value("flag") == "")
        #expect(try query.value("absent") == nil)
    }

    @Test("an equals sign in a value belongs to it")
    func equalsSign() throws {
        #expect(try RequestQuery("title=a=b").value("title") == "a=b")
    }

    @Test("what is not UTF-8, or not an escape, is refused", arguments: ["t=%FF", "t=%", "t=%4", "t=%zz", "%C3=1"])
    func malformed(text: String) {
        #expect(throws: RequestQueryError.notText) { try RequestQuery(text) }
    }

    @Test("parameters are bounded in number and in length")
    func bounded() {
        let many = Array(repeating: "t=1", count: RequestQuery.maximumParameters + 1).joined(separator: "&")
        let long = String(repeating: "a", count: RequestQuery.maximumBytes + 1)
        #expect(throws: RequestQueryError.tooMany) { try RequestQuery(many) }
        #expect(throws: RequestQueryError.tooLong) { try RequestQuery(long) }
        #expect(throws: Never.self) { try RequestQuery(String(many.dropLast(4))) }
        #expect(throws: Never.self) { try RequestQuery(String(long.dropLast())) }
    }

    @Test("a parameter of one value that is there twice is refused by its name")
    func repeated() throws {
        let query = try RequestQuery("title=a&title=b&tag=a&tag=b")
        #expect(throws: RequestQueryError.repeated("title")) { try query.value("title") }
        #expect(query.all("tag") == ["a", "b"])
    }

    @Test(
        "what is wrong with a query is told with the parameter, in French to people and in English to developers",
        arguments: [
            ("/lives?state=x", "state", "the parameter state is not acceptable"),
            ("/lives?q=a&q=a", "q", "the parameter q is there more than once"),
            ("/lives?cursor=1e999-x", "cursor", "the parameter cursor is not acceptable"),
            ("/lives?from=hier", "from", "the parameter from is not acceptable"),
            ("/lives?tag=%00", "tag", "the parameter tag is not acceptable"),
        ])
    func fields(path: String, field: String, reason: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.get(path)
            #expect(answer.status == 400)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(try answer.json("code") == "invalid_query")
            #expect(try answer.json("field") == field)
            #expect(try answer.json("reason") == reason)
            #expect(try answer.json("detail")?.hasPrefix("Le paramètre «\u{a0}\(field)\u{a0}» est invalide (") == true)
        }
    }
}
