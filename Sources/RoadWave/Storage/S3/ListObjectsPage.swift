/// A page of a listing: the answer to ListObjectsV2, asked with `encoding-type=url`.
struct ListObjectsPage: Equatable {
    /// The keys of the page, in order. Keys that cannot be ours belong to another program, and are left out.
    var keys: [ObjectKey]
    /// The token for the next page; nil on the last page.
    var continuation: String?

    /// A continuation token is opaque, and is returned unchanged in a URL.
    private static let longestContinuation = 4_096

    /// Why a page cannot be used.
    enum Failure: Error, Equatable {
        case xml(XMLError)
        /// The document is not a listing.
        case unexpected(String)
        /// The listing continues, but has no token for it.
        case noContinuation
        /// The keys are out of order or repeated.
        case outOfOrder
    }

    /// Reads an answer.
    init(_ body: [UInt8]) throws(Failure) {
        let root: XMLElement
        do throws(XMLError) {
            root = try XMLReader.read(body)
        } catch {
            throw .xml(error)
        }
        guard root.name == "ListBucketResult" else { throw .unexpected(String(root.name.prefix(100))) }
        let texts = root.children.filter { $0.name == "Contents" }.compactMap { $0.child("Key")?.text }
        // XML cannot contain control characters, hence the encoding. If a server does not encode, our keys stay
        // unchanged, since none has a `%`.
        keys = texts.compactMap { PercentEncoding.decode($0) }.compactMap { try? ObjectKey($0) }
        guard zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .outOfOrder }
        guard root.child("IsTruncated")?.text == "true" else { return }
        // An empty page with a continuation could repeat for ever.
        guard let text = root.child("NextContinuationToken")?.text, !texts.isEmpty,
            (1...Self.longestContinuation).contains(text.utf8.count)
        else { throw .noContinuation }
        continuation = text
    }
}
