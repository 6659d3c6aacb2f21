/// A check of one dependency of a node.
struct HealthCheck: Sendable {
    /// The name in the answer, such as `storage`.
    var name: String
    /// Whether the node accepts no lives when the check fails. Other failures are only reported.
    var isVital = true
    /// Nil if the dependency works, otherwise the failure in one English line.
    var failure: @Sendable () async -> String?
}

/// The results of a node's checks.
struct HealthReport: Encodable, Equatable {
    struct Finding: Encodable, Equatable {
        var name: String
        var ok: Bool
        var failure: String?
        /// Not part of the JSON.
        var isVital = true

        private enum CodingKeys: String, CodingKey {
            case name
            case ok
            case failure
        }
    }

    var ready: Bool { obstacle == nil }
    /// The first failure that keeps the node from taking lives.
    var obstacle: String? {
        checks.first { !$0.ok && $0.isVital }.map { "\($0.name): \($0.failure ?? "it does not work")" }
    }
    var checks: [Finding]

    private enum CodingKeys: String, CodingKey {
        case status
        case checks
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(!ready ? "failing" : checks.allSatisfy(\.ok) ? "ready" : "degraded", forKey: .status)
        try container.encode(checks, forKey: .checks)
    }

    /// Runs the checks concurrently.
    static func of(_ checks: [HealthCheck]) async -> HealthReport {
        await withTaskGroup(of: Finding.self) { group in
            for check in checks {
                group.addTask {
                    let failure = await check.failure()
                    return Finding(name: check.name, ok: failure == nil, failure: failure, isVital: check.isVital)
                }
            }
            var findings: [Finding] = []
            for await finding in group { findings.append(finding) }
            return HealthReport(checks: findings.sorted { $0.name < $1.name })
        }
    }
}
