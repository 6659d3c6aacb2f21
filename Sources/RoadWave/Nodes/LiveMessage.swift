internal import Foundation

/// A message of one node to the others about a live, as JSON on the bus.
///
/// Messages are parsed with bounds. A malformed message, or one of another version, is ignored.
struct LiveMessage: Sendable {
    /// The version of the format. Messages of other versions are ignored; the registry still has the lives of such
    /// nodes.
    static let version = 1
    /// The longest message: ten times a message with the longest texts of a live.
    static let maximumBytes = 64 * 1024

    /// The sender.
    var node: NodeID
    /// The event.
    var event: EngineEvent

    private enum Kind: String, Codable {
        case created
        case connected
        case interrupted
        case ended
        case advised
        case warned
        case broadcastStopped = "broadcast_stopped"
        case stopAnnounced = "stop_announced"
    }

    private struct Document: Codable {
        var version: Int
        var node: String
        var liveID: String
        var kind: Kind
        var live: LiveRecord?
        var advice: AdviceRecord?
        var quality: String?
        var endsAt: String?

        enum CodingKeys: String, CodingKey {
            case version = "v"
            case node
            case liveID = "live_id"
            case kind
            case live
            case advice
            case quality
            case endsAt = "ends_at"
        }
    }

    /// The bytes of the message; nil for an event that other nodes do not need.
    var encoded: [UInt8]? {
        var document = Document(
            version: Self.version, node: node.description, liveID: event.liveID.description, kind: .created)
        switch event {
        case .liveCreated(let live): document.live = LiveRecord(live)
        case .liveConnected(let live): (document.kind, document.live) = (.connected, LiveRecord(live))
        case .liveInterrupted(let live): (document.kind, document.live) = (.interrupted, LiveRecord(live))
        case .liveEnded(let live): (document.kind, document.live) = (.ended, LiveRecord(live))
        case .bitrateAdvised(_, let advice): (document.kind, document.advice) = (.advised, AdviceRecord(advice))
        case .connectionWarned(_, let warning): (document.kind, document.quality) = (.warned, warning.quality.rawValue)
        case .broadcastStopped: document.kind = .broadcastStopped
        case .stopAnnounced(_, let date):
            (document.kind, document.endsAt) = (.stopAnnounced, date.description)
        // Each node reads counts from their store.
        case .audienceChanged, .liveClosed, .recordingFailed, .recordingRecovered, .segmentListed, .replayFailed:
            return nil
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(document)).map { Array($0) }
    }

    /// A message of a node.
    init(node: NodeID, event: EngineEvent) {
        self.node = node
        self.event = event
    }

    /// Reads a message; nil if it is not a message of this version.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count <= Self.maximumBytes,
            let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            document.version == Self.version, let node = NodeID(document.node),
            let id = LiveID(document.liveID), let event = Self.event(id, document)
        else { return nil }
        self.init(node: node, event: event)
    }

    private static func event(_ id: LiveID, _ document: Document) -> EngineEvent? {
        let live = document.live?.live.flatMap { $0.id == id ? $0 : nil }
        switch document.kind {
        case .created: return live.map { .liveCreated($0) }
        case .connected: return live.map { .liveConnected($0) }
        case .interrupted: return live.map { .liveInterrupted($0) }
        case .ended: return live.flatMap { $0.isOver ? .liveEnded($0) : nil }
        case .advised: return document.advice?.advice.map { .bitrateAdvised(id, $0) }
        case .warned:
            return document.quality.flatMap { ConnectionQuality(rawValue: $0) }.map {
                .connectionWarned(id, ConnectionWarning(quality: $0))
            }
        case .broadcastStopped: return .broadcastStopped(id)
        case .stopAnnounced:
            return document.endsAt.flatMap { WallDate(parsing: $0) }.map { .stopAnnounced(id, $0) }
        }
    }
}

extension LiveMessage {
    /// The event for the observers of the live; nil unless the registry confirms the message.
    ///
    /// Anyone with access to the bus can publish anything there. So a message counts only if the sender is the
    /// registered node of the live. An end is taken from the registry. See docs/decisions/nodes.md, « Confirmed
    /// messages ».
    /// - Parameter hosted: the live in the registry.
    func event(confirmedBy hosted: HostedLive?) -> EngineEvent? {
        guard let hosted, hosted.live.id == event.liveID else { return nil }
        if case .liveEnded = event { return hosted.live.isOver ? .liveEnded(hosted.live) : nil }
        return !hosted.live.isOver && hosted.host?.node == node ? event : nil
    }
}
