import Foundation
import NIOHTTP1
import Testing

@testable import RoadWave

@Suite("Answers of S3")
struct S3ResponseTests {
    private func response(_ headers: HTTPHeaders) -> S3Response { S3Response(status: 200, headers: headers, body: []) }

    @Test("the headers of an object")
    func metadata() throws {
        let response = response([
            "Content-Type": "video/mp2t", "Cache-Control": "public, max-age=1", "ETag": "\"abc\"",
            "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT",
        ])
        let metadata = try #require(response.metadata(size: 3))
        #expect(metadata.attributes == ObjectAttributes(contentType: "video/mp2t", cacheControl: "public, max-age=1"))
        #expect(metadata.entityTag == "abc")
        #expect(metadata.lastModified.timeIntervalSince1970 == 784_111_777)
        #expect(response.metadata(size: -1) == nil)
    }

    @Test("an object without a date is none")
    func undated() {
        #expect(response([:]).metadata(size: 3) == nil)
        #expect(response(["Last-Modified": "yesterday"]).metadata(size: 3) == nil)
    }

    @Test("entity tags come quoted, bare or weak", arguments: ["\"abc-2\"", "abc-2", "W/\"abc-2\""])
    func entityTags(tag: String) {
        #expect(response(["ETag": tag]).entityTag == "abc-2")
    }

    @Test("the range of a part")
    func contentRange() {
        let range = response(["Content-Range": "bytes 2-4/10"]).contentRange
        #expect(range?.range == 2..<5)
        #expect(range?.size == 10)
    }

    @Test(
        "a range that makes no sense is none",
        arguments: [
            "", "bytes", "bytes */10", "bytes 2-4/*", "bytes 4-2/10", "bytes 2-10/10", "items 2-4/10", "bytes -2-4/10",
            "bytes 2-4/10/3", "bytes 0-9223372036854775807/9223372036854775807", "bytes 2-4/99999999999999999999",
        ])
    func senselessRange(text: String) {
        #expect(response(["Content-Range": text]).contentRange == nil)
    }
}
