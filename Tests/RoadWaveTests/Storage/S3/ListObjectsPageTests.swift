import Testing

@testable import RoadWave

@Suite("Page of a listing of S3")
struct ListObjectsPageTests {
    private func page(_ keys: [String], _ rest: String = "<IsTruncated>false</IsTruncated>") throws -> ListObjectsPage {
        let contents = keys.map { "<Contents><Key>\($0)</Key><Size>1</Size></Contents>" }.joined()
        return try ListObjectsPage(Array("<ListBucketResult>\(contents)\(rest)</ListBucketResult>".utf8))
    }

    @Test("the keys of a last page")
    func lastPage() throws {
        let page = try page(["lives/a/0.ts", "lives/a/1.ts"])
        #expect(page.keys.map(\.path) == ["lives/a/0.ts", "lives/a/1.ts"])
        #expect(page.continuation == nil)
    }

    @Test("a page that is not the last says how to go on")
    func truncatedPage() throws {
        let page = try page(
            ["a"], "<IsTruncated>true</IsTruncated><NextContinuationToken>x+/=&amp;</NextContinuationToken>")
        #expect(page.continuation == "x+/=&")
    }

    @Test("keys come encoded or not; those of another program are left out")
    func foreignKeys() throws {
        #expect(try page(["a%2Fb", "a/c", "d%20e", "f%0Ag", "%zz", "../h", "i/"]).keys.map(\.path) == ["a/b", "a/c"])
    }

    @Test("a page that goes on without saying where, or with nothing in it, is refused")
    func endless() {
        #expect(throws: ListObjectsPage.Failure.noContinuation) {
            try page(["a"], "<IsTruncated>true</IsTruncated>")
        }
        #expect(throws: ListObjectsPage.Failure.noContinuation) {
            try page([], "<IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>")
        }
        let long = String(repeating: "x", count: 5_000)
        #expect(throws: ListObjectsPage.Failure.noContinuation) {
            try page(["a"], "<IsTruncated>true</IsTruncated><NextContinuationToken>\(long)</NextContinuationToken>")
        }
    }

    @Test("keys that go back are refused", arguments: [["b", "a"], ["a", "a"]])
    func disorder(keys: [String]) {
        #expect(throws: ListObjectsPage.Failure.outOfOrder) { try page(keys) }
    }

    @Test("another document is refused")
    func otherDocument() {
        #expect(throws: ListObjectsPage.Failure.unexpected("html")) {
            try ListObjectsPage(Array("<html><p>hello</p></html>".utf8))
        }
        #expect(throws: ListObjectsPage.Failure.xml(.truncated)) { try ListObjectsPage([]) }
    }
}
