internal import Foundation

/// The rules of a manifest for a pod: its restart policy, its probes and its grace periods.
package struct PodRules: Sendable, Hashable {
    /// `restartPolicy`.
    package enum RestartPolicy: String, Sendable, Hashable, Decodable {
        case always = "Always"
        case onFailure = "OnFailure"
        case never = "Never"
    }

    /// A probe of the container, with the defaults of Kubernetes.
    package struct Probe: Sendable, Hashable {
        /// `httpGet.path`.
        package var path: String
        /// `httpGet.port`: the name of a port of the container.
        package var port: String
        package var initialDelay = Duration.zero
        package var period = Duration.seconds(10)
        package var timeout = Duration.seconds(1)
        package var failureThreshold = 3
        package var successThreshold = 1
        /// `terminationGracePeriodSeconds` of the probe; nil for that of the pod.
        package var gracePeriod: Duration?

        package init(path: String, port: String) {
            self.path = path
            self.port = port
        }
    }

    /// The probes, by the names of their fields.
    package enum ProbeKind: String, Sendable, Hashable, CaseIterable {
        /// Until it succeeds, the two others do not run.
        case startup = "startupProbe"
        /// If it fails, the process is stopped, and restarted by the policy.
        case liveness = "livenessProbe"
        /// Decides whether the pod is ready; it stops nothing.
        case readiness = "readinessProbe"
    }

    /// Nil if the manifest has none. Kubernetes would use `Always`; here nothing is restarted without an explicit
    /// policy.
    package var restartPolicy: RestartPolicy?
    package var probes: [ProbeKind: Probe] = [:]
    /// `terminationGracePeriodSeconds`: from SIGTERM to SIGKILL.
    package var gracePeriod = Duration.seconds(30)

    package init(restartPolicy: RestartPolicy?) { self.restartPolicy = restartPolicy }

    /// The same rules with all times divided, for a test that has no minutes.
    package func faster(by factor: Int) -> PodRules {
        var rules = self
        rules.gracePeriod = gracePeriod / factor
        rules.probes = probes.mapValues { probe in
            var probe = probe
            probe.initialDelay /= factor
            probe.period /= factor
            probe.timeout /= factor
            probe.gracePeriod = probe.gracePeriod.map { $0 / factor }
            return probe
        }
        return rules
    }
}

extension PodRules {
    /// The folder of the project's manifests.
    package static let manifests =
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../deploy/kubernetes/base")
        .standardizedFileURL.path

    private static let command =
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../ci/pod").standardizedFileURL.path

    /// Reads the rules of a workload from a folder with a kustomization, as `ci/pod` renders it.
    /// - Parameter workload: such as `ingest`.
    package static func read(_ workload: String, in manifests: String = manifests) async throws -> PodRules {
        let process = await ChildProcess.start(
            command, [workload, "--manifests", manifests], name: "ci/pod")
        let ending = await process.wait()
        let lines = await process.lines
        guard ending == .exited(0), let line = lines.last else {
            throw DriverError("ci/pod : \(lines.suffix(3).joined(separator: " | "))")
        }
        return try PodRules(json: Array(line.utf8))
    }

    /// Reads a pod template's `spec` with one container.
    package init(json: [UInt8]) throws {
        let template = try JSONDecoder().decode(Template.self, from: Data(json))
        guard template.containers.count == 1 else {
            throw DriverError("un conteneur était attendu, et non \(template.containers.count)")
        }
        self.init(restartPolicy: template.restartPolicy)
        if let seconds = template.terminationGracePeriodSeconds { gracePeriod = .seconds(seconds) }
        let container = template.containers[0]
        probes[.startup] = container.startupProbe?.probe
        probes[.liveness] = container.livenessProbe?.probe
        probes[.readiness] = container.readinessProbe?.probe
    }

    private struct Template: Decodable {
        let restartPolicy: RestartPolicy?
        let terminationGracePeriodSeconds: Int?
        let containers: [Container]
    }

    private struct Container: Decodable {
        let startupProbe: WrittenProbe?
        let livenessProbe: WrittenProbe?
        let readinessProbe: WrittenProbe?
    }

    private struct WrittenProbe: Decodable {
        struct Request: Decodable {
            let path: String
            let port: String
        }

        let httpGet: Request
        let initialDelaySeconds: Int?
        let periodSeconds: Int?
        let timeoutSeconds: Int?
        let failureThreshold: Int?
        let successThreshold: Int?
        let terminationGracePeriodSeconds: Int?

        var probe: Probe {
            var probe = Probe(path: httpGet.path, port: httpGet.port)
            if let seconds = initialDelaySeconds { probe.initialDelay = .seconds(seconds) }
            if let seconds = periodSeconds { probe.period = .seconds(seconds) }
            if let seconds = timeoutSeconds { probe.timeout = .seconds(seconds) }
            if let count = failureThreshold { probe.failureThreshold = count }
            if let count = successThreshold { probe.successThreshold = count }
            if let seconds = terminationGracePeriodSeconds { probe.gracePeriod = .seconds(seconds) }
            return probe
        }
    }
}
