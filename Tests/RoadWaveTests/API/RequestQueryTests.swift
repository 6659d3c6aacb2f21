import HTTPTypes
import Testing

@testable import RoadWave

@Suite("Request query")
struct RequestQueryTests {
    @Test("values are decoded as forms are")
    func decoded() throws {
        let query = try RequestQuery("title=Mon+super%20live&tag=Actualit%C3%A9&tag=Tech&empty=&flag")
        #expect(query["title"] == "Mon super live")
        #expect(query.all("tag") == ["Actualité", "Tech"])
        #expect(query["empty"] == "")
        #expect(query["flag"] == "")
        #expect(query["absent"] == nil)
    }

    @Test("an equals sign in a value belongs to it")
    func equalsSign() throws {
        #expect(try RequestQuery("title=a=b")["title"] == "a=b")
    }

    @Test("what is not UTF-8, or not an escape, is refused", arguments: ["t=%FF", "t=%", "t=%4", "t=%zz", "%C3=1"])
    func malformed(text: String) {
        let problem = #expect(throws: Problem.self) { try RequestQuery(text) }
        #expect(problem?.status == .badRequest)
    }

    @Test("parameters are bounded in number and in length")
    func bounded() {
        let many = Array(repeating: "t=1", count: RequestQuery.maximumParameters + 1).joined(separator: "&")
        #expect(throws: Problem.self) { try RequestQuery(many) }
        #expect(throws: Problem.self) { try RequestQuery(String(repeating: "a", count: RequestQuery.maximumBytes + 1)) }
    }
}
