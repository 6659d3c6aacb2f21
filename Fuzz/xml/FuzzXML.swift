/// What a storage answers: listings and errors.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXML(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))

    if let root = try? XMLReader.read(bytes) {
        let limits = XMLReader.Limits()
        precondition(depth(of: root) <= limits.depth)
        precondition(count(in: root) <= limits.elements)
        // Written again, a document is the same one.
        precondition((try? XMLReader.read(Array(text(of: root).utf8))) == root)
    }
    if let page = try? ListObjectsPage(bytes) {
        precondition(zip(page.keys, page.keys.dropFirst()).allSatisfy { $0 < $1 })
        for key in page.keys { precondition((try? ObjectKey(key.path)) == key) }
    }
    if let page = try? ListUploadsPage(bytes) {
        for upload in page.uploads {
            precondition((try? ObjectKey(upload.key.path)) == upload.key && !upload.id.isEmpty)
        }
    }
    if let page = try? ListPartsPage(bytes) {
        precondition(page.entityTags.allSatisfy { !$0.contains("\"") })
    }
    if let error = S3ErrorDocument(bytes) {
        precondition(error.message.count <= 200 && !error.message.contains { $0.isNewline })
    }
    return 0
}

private func depth(of element: XMLElement) -> Int {
    1 + (element.children.map(depth).max() ?? 0)
}

private func count(in element: XMLElement) -> Int {
    1 + element.children.map(count).reduce(0, +)
}

/// The element as XML: its text, then its children, which is how the reader keeps it.
private func text(of element: XMLElement) -> String {
    let content = element.text.unicodeScalars.map { "&#\($0.value);" }.joined()
    return "<\(element.name)>\(content)\(element.children.map(text).joined())</\(element.name)>"
}
