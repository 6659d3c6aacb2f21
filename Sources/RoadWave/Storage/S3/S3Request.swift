/// A request to S3, before it is signed. Every request may be sent again: all are idempotent, except the first and the
/// last of a multipart upload, which are harmless when repeated.
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
    /// Headers in addition to the host and those of the signature. All are signed.
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// The most bytes of an answer; an error, or a page of a listing, is far smaller.
    var largestAnswer = 8 << 20
    /// The time that the server may need before it answers, added to the limits.
    var work = Duration.zero

    /// The request in its signed form.
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
    /// Its name in errors.
    var description: String { "\(method.rawValue) \(key?.path ?? "the bucket")" }
}
