internal import Foundation

/// The state of alerts across a restart of the node: the open incidents, so that none begins twice, and the messages
/// that their channels have not accepted yet. A small JSON file, written as a whole or not at all.
/// See docs/decisions/monitoring.md, « At least once, with one identity ».
struct AlertFile: Sendable {
    struct Content: Sendable {
        var incidents: [Incident] = []
        /// By the names of the channels.
        var outboxes: [String: [AlertMessage]] = [:]
    }

    private let storage: any ObjectStorage

    /// - Parameter storage: for this file only.
    init(storage: any ObjectStorage) { self.storage = storage }

    /// The content; empty before the first write.
    /// - Throws: code `damaged` if the file is not readable.
    func read() async throws(StorageError) -> Content {
        let object: StoredObject
        do throws(StorageError) {
            object = try await storage.get(try Self.key())
        } catch  where error.code == .notFound {
            return Content()
        }
        guard let record = try? JSONDecoder().decode(Record.self, from: Data(object.bytes)) else {
            throw StorageError(code: .damaged, message: "the file of open alerts is not readable")
        }
        return Content(incidents: record.incidents.compactMap(\.incident), outboxes: record.outboxes)
    }

    func write(_ content: Content) async throws(StorageError) {
        let record = Record(
            incidents: content.incidents.map(IncidentRecord.init),
            outboxes: content.outboxes.filter { !$0.value.isEmpty })
        let bytes: Data
        do {
            bytes = try JSONEncoder().encode(record)
        } catch {
            throw StorageError(code: .unavailable, message: "the open alerts cannot be encoded", cause: error)
        }
        try await storage.put(Array(bytes), key: try Self.key())
    }

    private static func key() throws(StorageError) -> ObjectKey { try ObjectKey("alerts.json") }

    private struct Record: Codable {
        var incidents: [IncidentRecord]
        var outboxes: [String: [AlertMessage]]
    }

    private struct IncidentRecord: Codable {
        var metric: String
        var kind: String
        var startedAt: String
        var value: Double?
        var threshold: Double

        init(_ incident: Incident) {
            metric = incident.metric.rawValue
            kind = incident.kind.rawValue
            startedAt = incident.startedAt.description
            value = incident.value
            threshold = incident.threshold
        }

        /// Nil for one of a later version.
        var incident: Incident? {
            guard let metric = MonitoredMetric(rawValue: metric), let kind = Incident.Kind(rawValue: kind),
                let startedAt = WallDate(parsing: startedAt)
            else { return nil }
            return Incident(metric: metric, kind: kind, startedAt: startedAt, value: value, threshold: threshold)
        }
    }
}
