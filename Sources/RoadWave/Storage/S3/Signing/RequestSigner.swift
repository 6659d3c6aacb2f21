internal import Crypto
internal import Foundation

/// Signs requests to S3 with AWS Signature Version 4 in the `Authorization` header (Amazon S3 API Reference,
/// "Authenticating Requests: Using the Authorization Header").
///
/// The hash of the body is always signed, so the storage can verify the body, even over plain HTTP.
struct RequestSigner: Sendable {
    var credentials: S3Credentials
    var region: String

    /// The header for the hash of the body.
    static let payloadHashHeader = "x-amz-content-sha256"
    /// The header for the date of the signature.
    static let dateHeader = "x-amz-date"

    /// The value of the `Authorization` header.
    /// - Parameter request: its headers include the ``dateHeader`` of `date` and the ``payloadHashHeader``.
    func authorization(of request: CanonicalRequest, at date: SigningDate) -> String {
        let scope = "\(date.day)/\(region)/s3/aws4_request"
        let text = [
            "AWS4-HMAC-SHA256", date.text, scope, Self.hexadecimal(SHA256.hash(data: Data(request.text.utf8))),
        ].joined(separator: "\n")
        let signature = Self.hexadecimal(Self.authenticationCode(text, key: signingKey(date)))
        return "AWS4-HMAC-SHA256 Credential=\(credentials.key)/\(scope),SignedHeaders=\(request.signedHeaders),"
            + "Signature=\(signature)"
    }

    /// The hash of a body, in the signed form.
    static func payloadHash(_ bytes: [UInt8]) -> String {
        hexadecimal(SHA256.hash(data: bytes))
    }

    /// A key that is valid for one day, one region and one service only.
    private func signingKey(_ date: SigningDate) -> SymmetricKey {
        let secret = SymmetricKey(data: Data("AWS4\(credentials.secret)".utf8))
        return [date.day, region, "s3", "aws4_request"].reduce(secret) { key, part in
            SymmetricKey(data: Self.authenticationCode(part, key: key))
        }
    }

    private static func authenticationCode(
        _ text: String, key: SymmetricKey
    ) -> HashedAuthenticationCode<SHA256> {
        HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
