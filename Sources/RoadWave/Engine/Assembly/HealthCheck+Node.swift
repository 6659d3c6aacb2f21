extension HealthCheck {
    /// The conditions for a node to take lives: a writable storage and open ports.
    static func node(storage: any ObjectStorage, udp: UDPServer, http: HTTPListener) -> [HealthCheck] {
        [
            HealthCheck(name: "storage") { await storage.probe() },
            HealthCheck(name: "udp") { udp.isOpen ? nil : "the UDP port is closed" },
            HealthCheck(name: "http") { http.isOpen ? nil : "the HTTP port is closed" },
        ]
    }

    /// Whether the slots of all nodes can be counted; otherwise no live is admitted.
    static func capacity(_ slots: SlotKeeper) -> HealthCheck {
        HealthCheck(name: "capacity") { await slots.obstacle() }
    }

    /// Whether the node takes new lives: a drained node takes none.
    static func drain(_ registry: LiveRegistry) -> HealthCheck {
        HealthCheck(name: "drain") {
            await registry.isDraining ? "the node is drained before a stop: it takes no new lives" : nil
        }
    }

    /// Whether the node's own disk is writable. Even with media in S3, it has the recordings, the journal and, without
    /// PostgreSQL, the database. The check is not vital: lives go on air without the disk.
    static func disk(_ directory: String) -> HealthCheck {
        let probe = DiskProbe(folders: [directory, "\(directory)/recordings"])
        return HealthCheck(name: "disk", isVital: false) { await probe.failure() }
    }

    /// Whether recordings can be copied, according to the last test of ``SecondaryWatch``. The node stays ready: lives
    /// go on air and are recorded without copies. The storage itself is not asked, since a readiness probe must not
    /// wait.
    static func secondary(_ watch: SecondaryWatch) -> HealthCheck {
        HealthCheck(name: "secondary", isVital: false) {
            await watch.failure.map { "recordings are not copied: \($0)" }
        }
    }
}
