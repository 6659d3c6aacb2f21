import Testing

@testable import RoadWave

@Suite("Page of the unfinished uploads of S3")
struct ListUploadsPageTests {
    private func page(_ content: String) throws -> ListUploadsPage {
        try ListUploadsPage(Array("<ListMultipartUploadsResult>\(content)</ListMultipartUploadsResult>".utf8))
    }

    private func upload(_ key: String, id: String = "u", begun: String = "2026-11-30T02:43:26.000Z") -> String {
        "<Upload><Key>\(key)</Key><UploadId>\(id)</UploadId><Initiated>\(begun)</Initiated></Upload>"
    }

    @Test("the uploads of a last page")
    func lastPage() throws {
        let page = try page("<IsTruncated>false</IsTruncated>" + upload("replays%2Fa.mp3", id: "u/1"))
        let begun = try #require(WallDate(parsing: "2026-11-30T02:43:26.000Z"))
        #expect(page.uploads == [.init(key: try ObjectKey("replays/a.mp3"), id: "u/1", begun: begun)])
        #expect(page.next == nil)
    }

    @Test("uploads of another program, and those without a date or an identity, are left out")
    func foreign() throws {
        let page = try page(
            upload("a%20b") + upload("b", begun: "yesterday") + upload("c", id: "") + upload("%zz") + upload("d"))
        #expect(page.uploads.map(\.key.path) == ["d"])
    }

    @Test("a page that is not the last says how to go on, also after an upload of another program")
    func truncated() throws {
        let page = try page("<IsTruncated>true</IsTruncated>" + upload("a") + upload("b%20c", id: "v"))
        #expect(page.next == .init(key: "b c", id: "v"))
    }

    @Test("a page that goes on without saying where is refused")
    func endless() {
        #expect(throws: ListUploadsPage.Failure.noContinuation) { try page("<IsTruncated>true</IsTruncated>") }
        #expect(throws: ListUploadsPage.Failure.noContinuation) {
            try page("<IsTruncated>true</IsTruncated><Upload><Key>a</Key></Upload>")
        }
    }

    @Test("another document is refused")
    func otherDocument() {
        #expect(throws: ListUploadsPage.Failure.unexpected("html")) { try ListUploadsPage(Array("<html/>".utf8)) }
        #expect(throws: ListUploadsPage.Failure.xml(.truncated)) { try ListUploadsPage([]) }
    }
}
