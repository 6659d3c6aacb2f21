/// An element of an XML document: what S3 answers with. Attributes are of no use to us and are not kept.
struct XMLElement: Equatable {
    /// The name, without the prefix of its namespace.
    var name: String
    /// The text right in it, with its entities resolved; that of its children is theirs.
    var text = ""
    /// The elements right in it, in order.
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
    /// The document has a type declaration: entities of its own could make it grow without end.
    case documentType(offset: Int)
    /// Something is not XML.
    case malformed(offset: Int)
    /// The document ends in the middle.
    case truncated
}
