import Configuration
import Testing

@testable import RoadWave

@Suite("Settings of the monitoring")
struct MonitoringSettingsTests {
    private func read(_ variables: [String: String]) throws -> MonitoringConfiguration {
        try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables))
        ).monitoring
    }

    @Test("without any variable the specification's thresholds hold")
    func defaults() throws {
        let rules = try read([:]).rules(of: MonitoredMetric.allCases)
        #expect(
            rules == [
                .cpu: AlertRule(threshold: 0.8, release: 0.75), .memory: AlertRule(threshold: 0.85, release: 0.8),
                .upload: AlertRule(threshold: 0.8, release: 0.75), .sessions: AlertRule(threshold: 90, release: 85),
                .delivery: AlertRule(threshold: 0.2, release: 0.195),
            ])
        #expect(try read([:]).alertAfter == .seconds(30))
        #expect(try read([:]).clearAfter == .seconds(60))
        #expect(try read([:]).period == .seconds(1))
    }

    @Test("each variable sets its value")
    func variables() throws {
        let settings = try read([
            "ROADWAVE_ALERT_CPU_PERCENT": "70.5", "ROADWAVE_ALERT_SESSIONS": "3", "ROADWAVE_ALERT_CDN_MS": "50",
            "ROADWAVE_ALERT_AFTER_SECONDS": "2", "ROADWAVE_ALERT_CLEAR_SECONDS": "4",
            "ROADWAVE_MONITORING_SECONDS": "5", "ROADWAVE_UPLINK_MBPS": "0.5", "ROADWAVE_UPLINK_INTERFACE": "eth7",
            "ROADWAVE_MEMORY_CAPACITY_MB": "64", "ROADWAVE_ALERT_LINK": "https://x.example/d?n=1",
            "ROADWAVE_ALERT_WEBHOOK_URL": "https://x.example/hook",
            "ROADWAVE_ALERT_WEBHOOK_SECRET": "0123456789abcdef", "ROADWAVE_ALERT_SMTP_URL": "smtps://x.example",
            "ROADWAVE_ALERT_MAIL_FROM": "a@x.example", "ROADWAVE_ALERT_MAIL_TO": "b@x.example, c@x.example",
            "ROADWAVE_ALERTMANAGER_URL": "http://127.0.0.1:9093/",
        ])
        #expect(settings.rules(of: [.cpu])[.cpu] == AlertRule(threshold: 0.705, release: 0.655))
        #expect(settings.thresholds[.sessions] == 3 && settings.thresholds[.delivery] == 50)
        #expect(settings.alertAfter == .seconds(2) && settings.clearAfter == .seconds(4))
        #expect(settings.period == .seconds(5))
        #expect(settings.uplinkBitsPerSecond == 500_000 && settings.uplinkInterface == "eth7")
        #expect(settings.memoryBytes == 64_000_000)
        #expect(settings.link == "https://x.example/d?n=1")
        #expect(settings.channels.webhook?.url == "https://x.example/hook")
        #expect(settings.channels.mail?.to == ["b@x.example", "c@x.example"])
        #expect(settings.channels.alertmanager == "http://127.0.0.1:9093")
    }

    @Test(
        "a channel that could not work is refused, with the key that is missing or wrong",
        arguments: [
            (["ROADWAVE_ALERT_WEBHOOK_URL": "https://x.example/"], "ROADWAVE_ALERT_WEBHOOK_SECRET"),
            (["ROADWAVE_ALERT_WEBHOOK_SECRET": "0123456789abcdef"], "ROADWAVE_ALERT_WEBHOOK_URL"),
            (
                ["ROADWAVE_ALERT_WEBHOOK_URL": "ftp://x", "ROADWAVE_ALERT_WEBHOOK_SECRET": "0123456789abcdef"],
                "ROADWAVE_ALERT_WEBHOOK_URL"
            ),
            (["ROADWAVE_ALERT_SMTP_URL": "smtp://x.example"], "ROADWAVE_ALERT_MAIL_FROM"),
            (["ROADWAVE_ALERT_MAIL_TO": "a@x.example"], "ROADWAVE_ALERT_SMTP_URL"),
            (["ROADWAVE_ALERTMANAGER_URL": "alertmanager:9093"], "ROADWAVE_ALERTMANAGER_URL"),
            (["ROADWAVE_ALERT_CPU_PERCENT": "101"], "ROADWAVE_ALERT_CPU_PERCENT"),
            (["ROADWAVE_ALERT_CPU_PERCENT": "nan"], "ROADWAVE_ALERT_CPU_PERCENT"),
            (["ROADWAVE_UPLINK_MBPS": "0"], "ROADWAVE_UPLINK_MBPS"),
        ])
    func refused(variables: [String: String], key: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(variables) }
        #expect(error?.key.rawValue == key)
    }

    @Test("no error and no printed value has a secret in it")
    func secrets() throws {
        let variables = [
            "ROADWAVE_ALERT_WEBHOOK_URL": "https://hooks.example/T0/geheim",
            "ROADWAVE_ALERT_WEBHOOK_SECRET": "geheim-0123456789", "ROADWAVE_ALERT_SMTP_URL": "smtp://u:geheim@x",
            "ROADWAVE_ALERT_MAIL_FROM": "a@x.example", "ROADWAVE_ALERT_MAIL_TO": "b@x.example",
        ]
        let configuration = try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)))
        for key in NodeConfiguration.Key.allCases {
            #expect(configuration.value(of: key)?.contains("geheim") != true)
        }
        let error = #expect(throws: ConfigurationError.self) {
            try read(["ROADWAVE_ALERT_SMTP_URL": "smtp://u:geheim@x y"])
        }
        #expect(error?.description.contains("geheim") == false)
    }
}
