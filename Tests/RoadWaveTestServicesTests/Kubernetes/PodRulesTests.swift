import Foundation
import RoadWaveTestServices
import Testing

@Suite("Pod rules")
struct PodRulesTests {
    @Test("the rules are read from a pod template")
    func read() throws {
        let rules = try PodRules(
            json: Array(
                """
                {"restartPolicy": "OnFailure", "terminationGracePeriodSeconds": 45, "containers": [{"name": "a",
                "livenessProbe": {"httpGet": {"path": "/livez", "port": "admin"}, "initialDelaySeconds": 3,
                "periodSeconds": 4, "timeoutSeconds": 5, "failureThreshold": 6, "successThreshold": 1,
                "terminationGracePeriodSeconds": 7}}]}
                """.utf8))
        #expect(rules.restartPolicy == .onFailure)
        #expect(rules.gracePeriod == .seconds(45))
        #expect(Set(rules.probes.keys) == [.liveness])
        let probe = try #require(rules.probes[.liveness])
        #expect(probe.path == "/livez" && probe.port == "admin")
        #expect([probe.initialDelay, probe.period, probe.timeout] == [.seconds(3), .seconds(4), .seconds(5)])
        #expect(probe.failureThreshold == 6)
        #expect(probe.gracePeriod == .seconds(7))
    }

    @Test("a probe with only an address has the defaults of Kubernetes, and a missing policy is none")
    func defaults() throws {
        let rules = try PodRules(
            json: Array(
                #"{"containers": [{"readinessProbe": {"httpGet": {"path": "/readyz", "port": "admin"}}}]}"#.utf8))
        #expect(rules.restartPolicy == nil)
        #expect(rules.gracePeriod == .seconds(30))
        let probe = try #require(rules.probes[.readiness])
        #expect([probe.initialDelay, probe.period, probe.timeout] == [.zero, .seconds(10), .seconds(1)])
        #expect(probe.failureThreshold == 3 && probe.successThreshold == 1)
    }

    @Test("a policy that Kubernetes does not know, or a second container, is refused")
    func refused() {
        for template in [#"{"restartPolicy": "Sometimes", "containers": [{}]}"#, #"{"containers": [{}, {}]}"#] {
            #expect(throws: (any Error).self) { try PodRules(json: Array(template.utf8)) }
        }
    }

    @Test("faster rules have the same proportions")
    func faster() {
        var probe = PodRules.Probe(path: "/livez", port: "admin")
        probe.period = .seconds(10)
        var rules = PodRules(restartPolicy: .always)
        rules.probes[.liveness] = probe
        let faster = rules.faster(by: 20)
        #expect(faster.probes[.liveness]?.period == .milliseconds(500))
        #expect(faster.probes[.liveness]?.failureThreshold == probe.failureThreshold)
        #expect(faster.gracePeriod == .milliseconds(1_500))
    }
}
