import Testing

@testable import RoadWave

@Suite("XML reader")
struct XMLReaderTests {
    private func read(_ text: String, limits: XMLReader.Limits = .init()) throws(XMLError) -> XMLElement {
        try XMLReader.read(Array(text.utf8), limits: limits)
    }

    @Test("elements, their texts and their order")
    func elements() throws {
        let root = try read(
            """
            <?xml version='1.0' encoding='UTF-8'?>
            <!-- a comment with <tags> -->
            <a xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><b>1</b><c k='v' l = "w"/><b>2</b></a>
            """)
        #expect(root.name == "a")
        #expect(root.children.map(\.name) == ["b", "c", "b"])
        #expect(root.child("b")?.text == "1")
        #expect(root.child("d") == nil)
    }

    @Test("entities and character references are resolved, and literal data is taken as it is")
    func texts() throws {
        #expect(try read("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a>").text == "<>&\"'A\u{1F600}")
        #expect(try read("<a>x<![CDATA[<b>&amp;]]>y</a>").text == "x<b>&amp;y")
        #expect(try read("<a>x<!-- - -->y<?p q?>z</a>").text == "xyz")
    }

    @Test("names lose the prefix of their namespace")
    func namespaces() throws {
        #expect(try read("<s3:a><s3:b>1</s3:b></s3:a>") == read("<a><b>1</b></a>"))
    }

    @Test("spaces before the declaration, with which storages gain time, and a byte order mark are passed over")
    func leadingSpace() throws {
        #expect(try read(" \r\n  <?xml version='1.0'?><a/>").name == "a")
        #expect(try read("\u{FEFF}<a/>\n").name == "a")
    }

    @Test("a type declaration is refused, and the entities that it would make with it")
    func documentType() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>"
        #expect(throws: XMLError.documentType(offset: 2)) { try read(bomb) }
        #expect(throws: XMLError.malformed(offset: 3)) { try read("<a>&b;</a>") }
    }

    @Test(
        "what is not XML is refused",
        arguments: [
            "text", "<>", "< a/>", "<a", "<a b/>", "<a b=/>", "<a b=c/>", "<a b='c'd='e'/>", "<a></b>", "</a>",
            "<a/><b/>", "<a/>text", "<a>&</a>", "<a>&;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#0;</a>",
            "<a>&#+65;</a>",
            "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>&#99999999999;</a>", "<a></ a>", "<a>\0</a>", "<a>\u{1B}</a>",
            "<a><![CDATA[\u{8}]]></a>", "<a>&#1;</a>", "<a>&#xFFFF;</a>", "<a>\u{FFFF}</a>", "<a>\u{FFFE}</a>",
        ])
    func malformed(text: String) {
        let error = #expect(throws: XMLError.self) { try read(text) }
        switch error {
        case .malformed, .truncated: break
        default: Issue.record("\(String(describing: error))")
        }
    }

    @Test("every beginning of a document is refused, and none traps")
    func truncated() throws {
        let document = Array("<?xml version='1.0'?><a b='c'><!-- d --><e>&amp;</e><![CDATA[f]]><g/></a>".utf8)
        #expect(throws: Never.self) { try XMLReader.read(document) }
        for length in 0..<document.count {
            #expect(throws: XMLError.self) { try XMLReader.read(Array(document.prefix(length))) }
        }
    }

    @Test("a document that is too long, too deep or has too many elements is refused")
    func limits() {
        var limits = XMLReader.Limits()
        limits.bytes = 20
        #expect(throws: XMLError.tooLarge) {
            try read("<a>" + String(repeating: "x", count: 20) + "</a>", limits: limits)
        }
        limits = XMLReader.Limits()
        limits.depth = 3
        #expect(throws: Never.self) { try read("<a><b><c/></b></a>", limits: limits) }
        #expect(throws: XMLError.tooLarge) { try read("<a><b><c><d/></c></b></a>", limits: limits) }
        limits = XMLReader.Limits()
        limits.elements = 3
        #expect(throws: Never.self) { try read("<a><b/><b/></a>", limits: limits) }
        #expect(throws: XMLError.tooLarge) { try read("<a><b/><b/><b/></a>", limits: limits) }
    }
}
