import Foundation
import Testing

@testable import RoadWave

/// The examples of the Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header (AWS Signature
/// Version 4)", "Signature Calculations: Transferring Payload in a Single Chunk", with their documentation credentials.
@Suite("Signatures of requests to S3")
struct RequestSignerTests {
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private let signer = RequestSigner(
        credentials: S3Credentials(key: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        region: "us-east-1")
    private let date: SigningDate

    init() throws {
        date = SigningDate(try #require(WallDate(parsing: "2013-05-24T00:00:00Z")))
    }

    private func signature(_ request: CanonicalRequest) -> String {
        let parts = signer.authorization(of: request, at: date).components(separatedBy: "Signature=")
        return parts.count == 2 ? parts[1] : ""
    }

    private func request(
        _ method: String, _ path: String, query: [(String, String)] = [], headers: [(String, String)] = [],
        payloadHash: String = Self.emptyHash
    ) -> CanonicalRequest {
        CanonicalRequest(
            method: method, path: path, query: query.map { (name: $0.0, value: $0.1) },
            headers: (headers + [
                ("Host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", payloadHash),
                ("x-amz-date", "20130524T000000Z"),
            ]).map { (name: $0.0, value: $0.1) },
            payloadHash: payloadHash)
    }

    @Test("GET Object: the canonical request and the header are those of the reference")
    func getObject() {
        let request = request("GET", "/test.txt", headers: [("Range", "bytes=0-9")])
        #expect(
            request.text == """
                GET
                /test.txt

                host:examplebucket.s3.amazonaws.com
                range:bytes=0-9
                x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                x-amz-date:20130524T000000Z

                host;range;x-amz-content-sha256;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """)
        #expect(
            signer.authorization(of: request, at: date)
                == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    }

    @Test("PUT Object: a body, a path with a character to encode")
    func putObject() {
        let hash = RequestSigner.payloadHash(Array("Welcome to Amazon S3.".utf8))
        #expect(hash == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
        let request = request(
            "PUT", "/test$file.text",
            headers: [
                ("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ], payloadHash: hash)
        #expect(request.encodedPath == "/test%24file.text")
        #expect(signature(request) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test("GET Bucket Lifecycle: a query without value")
    func lifecycle() {
        let request = request("GET", "/", query: [("lifecycle", "")])
        #expect(request.encodedQuery == "lifecycle=")
        #expect(signature(request) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    }

    @Test("List Objects: a query in any order")
    func listObjects() {
        let request = request("GET", "/", query: [("prefix", "J"), ("max-keys", "2")])
        #expect(request.encodedQuery == "max-keys=2&prefix=J")
        #expect(signature(request) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test("the query is sorted as it is encoded, and a header has one space for several")
    func canonicalForm() {
        let request = request(
            "GET", "/", query: [("b", "2"), ("a", "é"), ("a", "/")], headers: [("X-Amz-Note", "  two   words ")])
        #expect(request.encodedQuery == "a=%2F&a=%C3%A9&b=2")
        #expect(request.text.contains("\nx-amz-note:two words\n"))
    }

    @Test(
        "the date is in UTC, cut to the second", arguments: ["2013-05-24T01:02:03.999Z", "2013-05-24T03:02:03+02:00"])
    func dates(text: String) throws {
        let date = SigningDate(try #require(WallDate(parsing: text)))
        #expect(date.text == "20130524T010203Z")
        #expect(date.day == "20130524")
    }
}
