import Testing

@testable import RoadWave

@Suite("Parts of an upload to S3")
struct ListPartsPageTests {
    @Test("the tags of the parts, without quotes")
    func parts() throws {
        let body = """
            <ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><ETag>"a"</ETag></Part>
            <Part><PartNumber>2</PartNumber><ETag>&quot;b&quot;</ETag></Part><Part/></ListPartsResult>
            """
        let page = try ListPartsPage(Array(body.utf8))
        #expect(page.entityTags == ["a", "b", ""])
        #expect(!page.isTruncated)
    }

    @Test("more parts than a page has")
    func truncated() throws {
        let body = "<ListPartsResult><IsTruncated>true</IsTruncated></ListPartsResult>"
        #expect(try ListPartsPage(Array(body.utf8)).isTruncated)
    }

    @Test("another document is refused")
    func otherDocument() {
        #expect(throws: ListPartsPage.Failure.unexpected("html")) { try ListPartsPage(Array("<html/>".utf8)) }
        #expect(throws: ListPartsPage.Failure.xml(.truncated)) { try ListPartsPage([]) }
    }
}
