internal import Foundation

extension HealthCheck {
    /// The conditions for a node to take lives: a writable storage and open ports.
    static func node(storage: any ObjectStorage, udp: UDPServer, http: HTTPListener) -> [HealthCheck] {
        [
            HealthCheck(name: "storage") { await failure(of: storage) },
            HealthCheck(name: "udp") { udp.isOpen ? nil : "the UDP port is closed" },
            HealthCheck(name: "http") { http.isOpen ? nil : "the HTTP port is closed" },
        ]
    }

    /// Whether the slots of all nodes can be counted; otherwise no live is admitted.
    static func capacity(_ slots: SlotKeeper) -> HealthCheck {
        HealthCheck(name: "capacity") { await slots.obstacle() }
    }

    /// Whether the node's own disk is writable. Even with media in S3, it has the recordings, the journal and, without
    /// PostgreSQL, the database. The check is not vital: lives go on air without the disk.
    static func disk(_ directory: String) -> HealthCheck {
        let probe = DiskProbe(folders: [directory, "\(directory)/recordings"])
        return HealthCheck(name: "disk", isVital: false) { await probe.failure() }
    }

    /// Writes, reads and deletes a small object, as a live would. Each check uses a different object, so two may run at
    /// once.
    private static func failure(of storage: any ObjectStorage) async -> String? {
        do {
            let key = try ObjectKey("health/\(UUID().uuidString.lowercased())")
            let probe = Array("ready".utf8)
            try await storage.put(probe, key: key)
            let found = try await storage.get(key).bytes
            try await storage.delete(key)
            return found == probe ? nil : "the storage gave back other bytes than were put"
        } catch {
            return "the storage does not work: \(error)"
        }
    }
}
