import Testing

@testable import RoadWave

@Suite("S3 configuration")
struct S3ConfigurationTests {
    @Test("names of buckets", arguments: ["abc", "radio-wave.fr", "1-2"])
    func buckets(name: String) {
        #expect(S3Configuration.isBucket(name))
    }

    @Test(
        "what is none", arguments: ["", "ab", "Radio", "a/b", "a_b", "-ab", "ab.", String(repeating: "a", count: 64)])
    func wrongBuckets(name: String) {
        #expect(!S3Configuration.isBucket(name))
    }

    @Test("regions stand between slashes in what is signed")
    func regions() {
        #expect(S3Configuration.isRegion("eu-west-3"))
        for name in ["", "gra/", "gra 1"] { #expect(!S3Configuration.isRegion(name)) }
    }

    @Test("the host header has the port of the endpoint, if any")
    func authority() {
        for (endpoint, expected) in [
            ("https://s3.gra.io.cloud.ovh.net", "s3.gra.io.cloud.ovh.net"), ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ] {
            let configuration = S3Configuration(
                endpoint: endpoint, region: "gra", bucket: "abc", credentials: S3Credentials(key: "k", secret: "s"))
            #expect(configuration.authority == expected)
        }
    }
}
