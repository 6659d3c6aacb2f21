/// A request in its canonical form, which client and server sign (Amazon S3 API Reference, "Signature Calculations for
/// the Authorization Header", task 1).
struct CanonicalRequest: Equatable {
    /// `GET`, `PUT`…
    var method: String
    /// The path, not encoded, from its first slash.
    var path: String
    /// Names and values, not encoded, in any order.
    var query: [(name: String, value: String)] = []
    /// The signed headers, in any order; the case of the names does not matter.
    var headers: [(name: String, value: String)]
    /// The SHA-256 of the body, in hexadecimal.
    var payloadHash: String

    /// The path as it is signed and sent: encoded once; services other than S3 encode it twice.
    var encodedPath: String { PercentEncoding.encode(path, keepingSlashes: true) }

    /// The query as it is signed and sent, without its `?`: encoded, then sorted.
    var encodedQuery: String {
        query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0.0 == $1.0 ? precedes($0.1, $1.1) : precedes($0.0, $1.0) }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// The names of the signed headers: lower case, sorted, separated by `;`.
    var signedHeaders: String { canonicalHeaders.map(\.name).joined(separator: ";") }

    /// The text that is hashed.
    var text: String {
        let headers = canonicalHeaders.map { "\($0.name):\($0.value)\n" }.joined()
        return [method, encodedPath, encodedQuery, headers, signedHeaders, payloadHash].joined(separator: "\n")
    }

    private var canonicalHeaders: [(name: String, value: String)] {
        headers.map { ($0.name.lowercased(), Self.collapsed($0.value)) }.sorted { precedes($0.0, $1.0) }
    }

    /// The value without spaces at its ends, and with one space in place of several.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    static func == (lhs: CanonicalRequest, rhs: CanonicalRequest) -> Bool { lhs.text == rhs.text }
}

/// Byte order: `String` compares Unicode's canonical forms.
private func precedes(_ lhs: String, _ rhs: String) -> Bool {
    lhs.utf8.lexicographicallyPrecedes(rhs.utf8)
}
