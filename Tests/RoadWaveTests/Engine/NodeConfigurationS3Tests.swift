import Configuration
import RoadWave
import Testing

@Suite("Configuration of S3")
struct NodeConfigurationS3Tests {
    private static let settings = [
        "ROADWAVE_S3_ENDPOINT": "https://s3.gra.io.cloud.ovh.net/", "ROADWAVE_S3_REGION": "gra",
        "ROADWAVE_S3_BUCKET": "antenne", "ROADWAVE_S3_KEY": "cle", "ROADWAVE_S3_SECRET": "tres/secret",
    ]

    private func read(_ variables: [String: String]) throws -> NodeConfiguration {
        try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)))
    }

    @Test("the five settings make a storage")
    func allFive() throws {
        #expect(
            try read(Self.settings).s3
                == S3Configuration(
                    endpoint: "https://s3.gra.io.cloud.ovh.net", region: "gra", bucket: "antenne",
                    credentials: S3Credentials(key: "cle", secret: "tres/secret")))
    }

    @Test("none of them, or all of them empty, is the directory")
    func none() throws {
        #expect(try read([:]).s3 == nil)
        #expect(try read(Self.settings.mapValues { _ in "" }).s3 == nil)
    }

    @Test("some of them is an error that names those that are missing, and no value", arguments: settings.keys.sorted())
    func some(missing: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try read(Self.settings.filter { $0.key != missing })
        }
        #expect(error?.key.rawValue == missing)
        #expect(error?.description.hasSuffix("not set: \(missing)") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "a wrong value is refused with its key",
        arguments: [
            ("ROADWAVE_S3_ENDPOINT", "s3.gra.io.cloud.ovh.net"), ("ROADWAVE_S3_ENDPOINT", "ftp://s3.example"),
            ("ROADWAVE_S3_ENDPOINT", "https://s3.example/path"), ("ROADWAVE_S3_BUCKET", "Antenne"),
            ("ROADWAVE_S3_REGION", "a/b"), ("ROADWAVE_S3_KEY", "a/b"),
        ])
    func wrong(key: String, value: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try read(Self.settings.merging([key: value]) { $1 })
        }
        #expect(error?.key.rawValue == key)
        #expect(error?.value == value)
    }

    @Test("a login in an address does not show")
    func login() {
        let error = #expect(throws: ConfigurationError.self) {
            try read(Self.settings.merging(["ROADWAVE_S3_ENDPOINT": "https://moi:mot-de-passe@s3.example"]) { $1 })
        }
        #expect(error?.description.contains("mot-de-passe") == false)
    }

    @Test(
        "a login in an endpoint, or a secret in the place of a key, is refused and not shown",
        arguments: [
            ("ROADWAVE_S3_ENDPOINT", "https://cle:s3cret@s3.example"),
            ("ROADWAVE_S3_ENDPOINT", "https://cle:s3@cret/x"),
            ("ROADWAVE_S3_ENDPOINT", "https://cle:s3/cret@s3.example"),
            ("ROADWAVE_S3_ENDPOINT", "https://cle:s3cret/x"),
            ("ROADWAVE_S3_ENDPOINT", "cle:s3cret@s3.example"), ("ROADWAVE_S3_KEY", "s3/cret"),
            ("ROADWAVE_PUBLIC_URL", "https://moi:s3cret@radio.example"),
            ("ROADWAVE_NODE_URLS", "https://moi:s3cret@a.example"),
            ("ROADWAVE_MEDIA_BASE_URL", "https://moi:s3cret@media.example"),
        ])
    func logins(name: String, value: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(Self.settings.merging([name: value]) { $1 }) }
        #expect(error?.key.rawValue == name)
        #expect(error?.description.contains(/s3c|cret/) == false)
    }
}
