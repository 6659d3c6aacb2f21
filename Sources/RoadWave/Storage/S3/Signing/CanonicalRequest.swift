/// A request in the one form that both sides sign (Amazon S3 API Reference, "Signature Calculations for the Authorization
/// Header", task 1).
struct CanonicalRequest: Equatable {
    /// `GET`, `PUT`…
    var method: String
    /// The path, not encoded, from its first slash.
    var path: String
    /// Names and values, not encoded, in any order.
    var query: [(name: String, value: String)] = []
    /// Every header that is signed, in any order; the names in any case.
    var headers: [(name: String, value: String)]
    /// The SHA-256 of the body, in hexadecimal.
    var payloadHash: String

    /// The path as it is signed and sent: encoded once, where other services than S3 encode twice.
    var encodedPath: String { PercentEncoding.encode(path, keepingSlashes: true) }

    /// The query as it is signed and sent, without its `?`: encoded, then sorted.
    var encodedQuery: String {
        query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0.0 == $1.0 ? precedes($0.1, $1.1) : precedes($0.0, $1.0) }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// The names of the signed headers: lower case, sorted, with a `;` between them.
    var signedHeaders: String { canonicalHeaders.map(\.name).joined(separator: ";") }

    /// What is hashed.
    var text: String {
        let headers = canonicalHeaders.map { "\($0.name):\($0.value)\n" }.joined()
        return [method, encodedPath, encodedQuery, headers, signedHeaders, payloadHash].joined(separator: "\n")
    }

    private var canonicalHeaders: [(name: String, value: String)] {
        headers.map { ($0.name.lowercased(), Self.collapsed($0.value)) }.sorted { precedes($0.0, $1.0) }
    }

    /// The value without spaces at its ends, and one space for several in a row.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    static func == (lhs: CanonicalRequest, rhs: CanonicalRequest) -> Bool { lhs.text == rhs.text }
}

/// Byte order: the order of `String` would be that of Unicode's canonical forms.
private func precedes(_ lhs: String, _ rhs: String) -> Bool {
    lhs.utf8.lexicographicallyPrecedes(rhs.utf8)
}
