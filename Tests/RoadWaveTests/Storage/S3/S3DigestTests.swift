import NIOHTTP1
import Testing

@testable import RoadWave

@Suite("Digests of S3")
struct S3DigestTests {
    @Test("the MD5 of RFC 1321, in the form of an entity tag")
    func digests() {
        #expect(S3Digest.entityTag(of: []) == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(S3Digest.entityTag(of: Array("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
    }

    @Test("an object in parts has the digest of their digests, and their number")
    func parts() {
        let digest: [UInt8] = [
            0x90, 0x01, 0x50, 0x98, 0x3C, 0xD2, 0x4F, 0xB0, 0xD6, 0x96, 0x3F, 0x7D, 0x28, 0xE1, 0x7F, 0x72,
        ]
        let tag = "900150983cd24fb0d6963f7d28e17f72"
        #expect(S3Digest.entityTag(ofParts: [tag, tag.uppercased()]) == "\(S3Digest.entityTag(of: digest + digest))-2")
    }

    @Test("tags of another form are no digests")
    func forms() {
        let tag = "900150983cd24fb0d6963f7d28e17f72"
        #expect(S3Digest.isDigest(tag))
        #expect(S3Digest.isObjectDigest(tag))
        #expect(S3Digest.isObjectDigest("\(tag)-2"))
        for text in ["", "p", "\(tag)0", "\(tag.dropLast())g", "\(tag.dropLast(2))é", "\(tag)-", "\(tag)-x"] {
            #expect(!S3Digest.isDigest(text))
            #expect(!S3Digest.isObjectDigest(text))
        }
    }

    @Test("with keys of KMS or of the customer, a tag is no digest")
    func encryption() {
        let tag = "\"900150983cd24fb0d6963f7d28e17f72\""
        let cases: [(String, String, Bool)] = [
            ("x-amz-server-side-encryption", "AES256", true), ("x-amz-server-side-encryption", "aws:kms", false),
            ("x-amz-server-side-encryption", "aws:kms:dsse", false),
            ("x-amz-server-side-encryption-customer-algorithm", "AES256", false),
        ]
        for (name, value, expected) in cases {
            let response = S3Response(status: 200, headers: ["ETag": tag, name: value], body: [])
            #expect(response.hasDigest == expected)
        }
    }
}
