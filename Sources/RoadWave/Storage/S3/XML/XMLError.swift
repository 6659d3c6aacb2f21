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
