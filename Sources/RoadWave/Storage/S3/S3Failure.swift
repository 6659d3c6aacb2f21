/// The meaning of an unsuccessful answer.
/// See docs/decisions/cache.md, « Absent bucket ».
struct S3Failure: Error, Sendable {
    /// The error for the caller of the storage.
    var error: StorageError
    /// Whether the same request may succeed soon.
    var isPassing: Bool
    /// The wait that the storage asks for, if any.
    var wait: Duration?

    /// The storage was not reached, or stopped answering.
    static func unreachable(_ request: S3Request, _ configuration: S3Configuration, cause: any Error) -> S3Failure {
        S3Failure(
            error: StorageError(
                code: .unavailable, message: "\(request): no answer from \(configuration.endpoint)", cause: cause),
            isPassing: true)
    }

    /// The answer is not valid for S3.
    static func nonsense(_ request: S3Request, _ what: String) -> S3Failure {
        S3Failure(
            error: StorageError(code: .unavailable, message: "\(request): the storage answers nonsense: \(what)"),
            isPassing: false)
    }

    /// The storage has other bytes than were sent.
    static func damaged(_ request: S3Request, _ configuration: S3Configuration, _ what: String) -> S3Failure {
        S3Failure(
            error: StorageError(
                code: .damaged,
                message: "\(request): the storage has other bytes than were sent: \(what). Look for a proxy before"
                    + " \(configuration.settings)_ENDPOINT that changes or cuts them"),
            isPassing: false)
    }

    /// The meaning of an answer.
    /// - Parameter date: our date, when the request was signed.
    init(_ response: S3Response, to request: S3Request, _ configuration: S3Configuration, date: SigningDate) {
        let document = S3ErrorDocument(response.body)
        let reason = document.map { "\($0.code): \($0.message)" } ?? "without a reason"
        let said = "\(request): \(configuration.endpoint) answers \(response.status), \(reason)"
        wait = response.header("Retry-After").flatMap { UInt16($0) }.map { .seconds(Int($0)) }
        isPassing = false
        switch (response.status, document?.code) {
        case (_, "NoSuchBucket"):
            error = StorageError(
                code: .unavailable,
                message:
                    "\(request): there is no bucket \"\(configuration.bucket)\" at \(configuration.endpoint): make it,"
                    + " or correct \(configuration.settings)_BUCKET")
        case (404, _) where request.method != .put && request.method != .post:
            error = request.key.map { .notFound($0) } ?? StorageError(code: .unavailable, message: said)
        case (416, _):
            error = StorageError(
                code: .rangeNotSatisfiable, message: "\(request): no byte of the object is in the range")
        case (_, "RequestTimeTooSkewed"):
            let theirs = response.header("Date") ?? "unknown"
            error = StorageError(
                code: .accessDenied,
                message: "\(said) Our clock says \(date.text), the storage's \(theirs): set the clock of this machine")
        case (_, "SignatureDoesNotMatch"):
            error = StorageError(
                code: .accessDenied,
                message: "\(request): \(configuration.endpoint) does not accept the signature of the key"
                    + " \"\(configuration.credentials.key)\": check"
                    + " \(configuration.settings)_SECRET and \(configuration.settings)_REGION")
        case (_, "InvalidAccessKeyId"):
            error = StorageError(
                code: .accessDenied,
                message: "\(request): \(configuration.endpoint) does not know the key"
                    + " \"\(configuration.credentials.key)\": check \(configuration.settings)_KEY")
        case (401, _), (403, _):
            error = StorageError(code: .accessDenied, message: said)
        case (_, "BadDigest"), (_, "XAmzContentSHA256Mismatch"):
            error = Self.damaged(request, configuration, document?.code ?? "").error
            // A byte may have changed on the way: the next try may succeed.
            isPassing = true
        case (507, _), (_, "QuotaExceeded"):
            error = StorageError(code: .outOfSpace, message: said)
        case (429, _), (500..., _), (_, "RequestTimeout"), (_, "SlowDown"), (_, "InternalError"):
            error = StorageError(code: .unavailable, message: said)
            isPassing = true
        case (300..<400, _):
            error = StorageError(
                code: .unavailable,
                message: "\(said): the bucket is elsewhere, check \(configuration.settings)_ENDPOINT")
        default:
            error = StorageError(code: .unavailable, message: said)
        }
    }

    private init(error: StorageError, isPassing: Bool) {
        self.error = error
        self.isPassing = isPassing
    }
}
