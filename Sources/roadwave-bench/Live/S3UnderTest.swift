internal import Foundation

/// OpenStack Swift with a bucket that is publicly readable: `ci/services/s3`.
struct S3UnderTest {
    private static let bucket = "bench"
    private let process: BenchProcess
    /// The `ROADWAVE_S3_…` settings of a server that writes to the bucket.
    let settings: [String: String]
    /// Where anyone reads the bucket.
    let publicRoot: String

    init(in folder: URL) throws {
        guard let services = ProcessInfo.processInfo.environment["ROADWAVE_SERVICES"] else {
            throw BenchError("ROADWAVE_SERVICES does not say where ci/services is: start this through ci/bench")
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = try BenchProcess(
            services + "/s3", [folder.path, "--bucket", Self.bucket], log: folder.appending(path: "s3.log"))
        let values = try process.readyValues()
        guard let endpoint = values["endpoint"], let root = values["public"] else {
            throw BenchError("the S3 service does not say its endpoint")
        }
        settings = [
            "ROADWAVE_S3_ENDPOINT": endpoint, "ROADWAVE_S3_BUCKET": Self.bucket, "ROADWAVE_S3_KEY": values["key"] ?? "",
            "ROADWAVE_S3_SECRET": values["secret"] ?? "", "ROADWAVE_S3_REGION": values["region"] ?? "",
        ]
        publicRoot = endpoint + root + "/" + Self.bucket
    }

    func stop() { process.stop() }
}
