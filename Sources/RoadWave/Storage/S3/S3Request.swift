/// A request to S3, before it is signed. All are idempotent but the first and last of a multipart upload, and these do no
/// harm twice: every request may be sent again.
struct S3Request: Sendable {
    /// The methods that S3 uses.
    enum Method: String, Sendable {
        case delete = "DELETE"
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
    }

    var method: Method
    /// The object; nil for the bucket itself.
    var key: ObjectKey?
    /// Names and values, not encoded.
    var query: [(name: String, value: String)] = []
    /// Headers beside the host and those of the signature. All are signed.
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// The most that the answer may hold; an error, or a page of a listing, is far smaller.
    var largestAnswer = 8 << 20

    /// The request as it is signed.
    func canonical(_ configuration: S3Configuration, date: SigningDate, payloadHash: String) -> CanonicalRequest {
        CanonicalRequest(
            method: method.rawValue, path: "/\(configuration.bucket)" + (key.map { "/\($0.path)" } ?? ""), query: query,
            headers: headers + [
                ("host", configuration.authority), (RequestSigner.dateHeader, date.text),
                (RequestSigner.payloadHashHeader, payloadHash),
            ],
            payloadHash: payloadHash)
    }
}

extension S3Request: CustomStringConvertible {
    /// What an error calls it.
    var description: String { "\(method.rawValue) \(key?.path ?? "the bucket")" }
}
