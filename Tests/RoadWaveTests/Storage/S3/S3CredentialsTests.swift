import Testing

@testable import RoadWave

@Suite("S3 credentials")
struct S3CredentialsTests {
    private let credentials = S3Credentials(key: "AKIA", secret: "tres-secret")

    @Test("however they are printed, the secret does not show")
    func hidden() {
        let configuration = S3Configuration(
            endpoint: "https://s3.example", region: "gra", bucket: "antenne", credentials: credentials)
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(credentials)", "\(configuration)", String(reflecting: configuration), dumped] {
            #expect(text.contains("AKIA"))
            #expect(!text.contains("tres-secret"))
        }
    }

    @Test("a key stands in a header, before a slash", arguments: ["test:tester", "AKIAIOSFODNN7EXAMPLE"])
    func keys(text: String) {
        #expect(S3Credentials.isKey(text))
    }

    @Test("what could not stand there is no key", arguments: ["", "a/b", "a,b", "a b", "a\nb", "é"])
    func wrongKeys(text: String) {
        #expect(!S3Credentials.isKey(text))
    }
}
