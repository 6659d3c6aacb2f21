/// One thing that a node needs.
struct HealthCheck: Sendable {
    /// The name in the answer, such as `storage`.
    var name: String
    /// Whether the node takes no lives without it. What is not vital is reported all the same.
    var isVital = true
    /// Nil when all is well, else what fails, in one English line.
    var failure: @Sendable () async -> String?
}

/// What the checks of a node found.
struct HealthReport: Encodable, Equatable {
    struct Finding: Encodable, Equatable {
        var name: String
        var ok: Bool
        var failure: String?
        /// Not told.
        var isVital = true

        private enum CodingKeys: String, CodingKey {
            case name
            case ok
            case failure
        }
    }

    var ready: Bool { checks.allSatisfy { $0.ok || !$0.isVital } }
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

    /// Runs the checks side by side.
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
