/// The parts of an upload: the answer to ListParts.
struct ListPartsPage: Equatable {
    /// The entity tags of the parts, without quotes, in the order of their numbers.
    var entityTags: [String]
    /// Whether there are more parts: a page has a thousand.
    var isTruncated: Bool

    /// Why a page cannot be used.
    enum Failure: Error, Equatable {
        case xml(XMLError)
        /// The document is not a list of parts.
        case unexpected(String)
    }

    /// Reads an answer.
    init(_ body: [UInt8]) throws(Failure) {
        let root: XMLElement
        do throws(XMLError) {
            root = try XMLReader.read(body)
        } catch {
            throw .xml(error)
        }
        guard root.name == "ListPartsResult" else { throw .unexpected(String(root.name.prefix(100))) }
        entityTags = root.children.filter { $0.name == "Part" }.map { part in
            (part.child("ETag")?.text ?? "").filter { $0 != "\"" }
        }
        isTruncated = root.child("IsTruncated")?.text == "true"
    }
}
