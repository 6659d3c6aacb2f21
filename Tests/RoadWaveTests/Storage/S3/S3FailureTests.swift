import NIOHTTP1
import Testing

@testable import RoadWave

@Suite("Failures of S3")
struct S3FailureTests {
    private static let configuration = S3Configuration(
        endpoint: "https://s3.example", region: "gra", bucket: "antenne",
        credentials: S3Credentials(key: "cle", secret: "tres-secret"))

    private func failure(
        _ status: Int, code: String? = nil, headers: HTTPHeaders = [:], method: S3Request.Method = .get,
        of settings: String = "ROADWAVE_S3"
    ) throws -> S3Failure {
        var configuration = Self.configuration
        configuration.settings = settings
        let body = code.map { "<Error><Code>\($0)</Code><Message>why</Message></Error>" } ?? ""
        return S3Failure(
            S3Response(status: status, headers: headers, body: Array(body.utf8)),
            to: S3Request(method: method, key: try ObjectKey("a/b")), configuration,
            date: SigningDate(WallDate(millisecondsSince1970: 0)))
    }

    @Test("an absent object is not found, except to who puts it")
    func notFound() throws {
        #expect(try failure(404, code: "NoSuchKey").error.code == .notFound)
        #expect(try failure(404, method: .head).error.code == .notFound)
        #expect(try failure(404, method: .put).error.code == .unavailable)
    }

    @Test("an absent bucket is not an absent object: the message names it and its setting")
    func noBucket() throws {
        let error = try failure(404, code: "NoSuchBucket").error
        #expect(error.code == .unavailable)
        #expect(error.message.contains("\"antenne\""))
        #expect(error.message.contains("ROADWAVE_S3_BUCKET"))
        #expect(
            try failure(404, code: "NoSuchBucket", of: "ROADWAVE_S3_SECONDARY").error.message.contains(
                "ROADWAVE_S3_SECONDARY_BUCKET"))
    }

    @Test(
        "a refusal says which setting to look at",
        arguments: [
            ("SignatureDoesNotMatch", "ROADWAVE_S3_SECRET"), ("InvalidAccessKeyId", "ROADWAVE_S3_KEY"),
            ("AccessDenied", "AccessDenied: why"),
        ])
    func refusals(code: String, expected: String) throws {
        let failure = try failure(403, code: code)
        #expect(failure.error.code == .accessDenied)
        #expect(failure.error.message.contains(expected))
        #expect(!failure.isPassing)
    }

    @Test("a clock that is wrong is said with both dates")
    func skew() throws {
        let error = try failure(
            403, code: "RequestTimeTooSkewed", headers: ["date": "Sun, 06 Nov 1994 08:49:37 GMT"]
        ).error
        #expect(error.code == .accessDenied)
        #expect(error.message.contains("19700101T000000Z"))
        #expect(error.message.contains("06 Nov 1994"))
        #expect(error.message.contains("set the clock"))
    }

    @Test("what passes is tried again", arguments: [429, 500, 502, 503, 504])
    func passing(status: Int) throws {
        #expect(try failure(status).isPassing)
        #expect(try failure(status).error.code == .unavailable)
    }

    @Test("what does not pass is not", arguments: [301, 307, 400, 401, 403, 404, 405, 411, 413, 416, 507])
    func lasting(status: Int) throws {
        #expect(try !failure(status).isPassing)
    }

    @Test(
        "bytes that arrive changed are sent again, and are damaged if they always do",
        arguments: ["BadDigest", "XAmzContentSHA256Mismatch"])
    func damaged(code: String) throws {
        let failure = try failure(400, code: code, method: .put)
        #expect(failure.error.code == .damaged)
        #expect(failure.error.message.contains("before ROADWAVE_S3_ENDPOINT"))
        #expect(failure.isPassing)
        let secondary = try self.failure(400, code: code, method: .put, of: "ROADWAVE_S3_SECONDARY")
        #expect(secondary.error.message.contains("before ROADWAVE_S3_SECONDARY_ENDPOINT"))
    }

    @Test("no room, no byte in the range")
    func codes() throws {
        #expect(try failure(507).error.code == .outOfSpace)
        #expect(try failure(416).error.code == .rangeNotSatisfiable)
    }

    @Test("a wait that the storage asks for is taken, nonsense is not")
    func retryAfter() throws {
        #expect(try failure(503, headers: ["retry-after": "2"]).wait == .seconds(2))
        #expect(try failure(503, headers: ["retry-after": "-1"]).wait == nil)
        #expect(try failure(503, headers: ["retry-after": "soon"]).wait == nil)
    }

    @Test("no message has the secret")
    func secret() throws {
        for code in ["SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied", "NoSuchBucket", "InternalError"] {
            #expect(try !failure(403, code: code).error.description.contains("tres-secret"))
        }
    }
}
