/// An element of an XML document, such as an answer of S3. Attributes are not used and not kept.
struct XMLElement: Equatable {
    /// The name, without the prefix of its namespace.
    var name: String
    /// The text directly in the element, with its entities resolved, without the text of its children.
    var text = ""
    /// The elements directly in the element, in order.
    var children: [XMLElement] = []

    /// The first child called `name`.
    func child(_ name: String) -> XMLElement? {
        children.first { $0.name == name }
    }
}

/// Why a document cannot be read as XML. `offset` is in bytes from the beginning.
enum XMLError: Error, Equatable {
    /// The document is longer, deeper or has more elements than any answer of a storage.
    case tooLarge
    /// The document has a type declaration: its own entities could make it grow without limit.
    case documentType(offset: Int)
    /// The document is not valid XML.
    case malformed(offset: Int)
    /// The document ends in the middle.
    case truncated
}
