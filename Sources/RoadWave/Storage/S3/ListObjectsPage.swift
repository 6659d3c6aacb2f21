/// A page of a listing: the answer to ListObjectsV2, asked with `encoding-type=url`.
struct ListObjectsPage: Equatable {
    /// The keys of the page, in order. Those that no key of ours can be are another program's, and are left out.
    var keys: [ObjectKey]
    /// What asks for the page after this one; nil on the last.
    var continuation: String?

    /// A continuation is opaque, and goes back as it came: in a URL.
    private static let longestContinuation = 4_096

    /// Why a page cannot be used.
    enum Failure: Error, Equatable {
        case xml(XMLError)
        /// Another document than a listing.
        case unexpected(String)
        /// The listing goes on, but does not say where.
        case noContinuation
        /// Keys that go back, or that come again.
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
        // Control characters cannot be in XML, hence the encoding; a server that does not encode leaves our keys as they
        // are, since none has a `%`.
        keys = texts.compactMap { PercentEncoding.decode($0) }.compactMap { try? ObjectKey($0) }
        guard zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .outOfOrder }
        guard root.child("IsTruncated")?.text == "true" else { return }
        // A page that goes on and holds nothing could go on for ever.
        guard let text = root.child("NextContinuationToken")?.text, !texts.isEmpty,
            (1...Self.longestContinuation).contains(text.utf8.count)
        else { throw .noContinuation }
        continuation = text
    }
}
