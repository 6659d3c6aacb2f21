import Foundation
import RoadWave
import RoadWaveTestServices

/// The S3 server of the tests: of the suites with the trait `.s3Server`.
enum SharedS3Server {
    /// A bucket of a test's own.
    static func bucket() async throws -> (server: S3Server, configuration: S3Configuration) {
        let server = try await S3Server.shared.server()
        let bucket = "essai-\(UUID().uuidString.lowercased())"
        try await server.makeBucket(bucket)
        return (server, server.configuration(bucket: bucket))
    }
}

extension S3Server {
    /// How the engine stores in `bucket`.
    func configuration(bucket: String) -> S3Configuration {
        S3Configuration(
            endpoint: endpoint, region: region, bucket: bucket, credentials: S3Credentials(key: key, secret: secret))
    }
}
