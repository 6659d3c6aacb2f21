internal import Foundation

/// The JSON of a live, which nodes store and send to each other.
struct LiveRecord: Codable {
    private var liveID: String
    private var creatorID: String
    private var title: String
    private var zoneGeo: String?
    private var tags: [String]
    private var classificationAge: String?
    private var renditions: [String]
    private var playerBufferMilliseconds: Int64
    private var state: String
    private var startedAt: String
    private var endedAt: String?
    private var endedReason: String?
    private var connection: ConnectionRecord?

    private enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case creatorID = "creator_id"
        case title
        case zoneGeo = "zone_geo"
        case tags
        case classificationAge = "classification_age"
        case renditions
        case playerBufferMilliseconds = "player_buffer_ms"
        case state
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case endedReason = "ended_reason"
        case connection
    }

    /// The record of a live.
    init(_ live: Live) {
        liveID = live.id.description
        creatorID = live.creator.description
        title = live.metadata.title
        zoneGeo = live.metadata.zoneGeo
        tags = live.metadata.tags
        classificationAge = live.metadata.classificationAge
        renditions = live.renditions
        playerBufferMilliseconds = Int64((live.playerBuffer.seconds * 1_000).rounded())
        state = live.state.rawValue
        startedAt = live.startedAt.description
        endedAt = live.endedAt?.description
        endedReason = live.endReason?.rawValue
        connection = live.connection.map { ConnectionRecord($0) }
    }

    /// The recorded live; nil if the record is invalid.
    var live: Live? {
        guard let id = LiveID(liveID), let creator = UserID(creatorID), let state = LiveState(rawValue: state),
            let startedAt = WallDate(parsing: startedAt),
            // A day is longer than any playlist; and no ladder has as many renditions.
            (0...86_400_000).contains(playerBufferMilliseconds), renditions.count <= 16,
            let metadata = try? LiveMetadata(
                stored: title, zoneGeo: zoneGeo, tags: tags, classificationAge: classificationAge)
        else { return nil }
        return Live(
            id: id, creator: creator, metadata: metadata, renditions: renditions,
            playerBuffer: .milliseconds(playerBufferMilliseconds), state: state,
            endReason: endedReason.flatMap { EndReason(rawValue: $0) }, startedAt: startedAt,
            endedAt: endedAt.flatMap { WallDate(parsing: $0) }, connection: connection.flatMap(\.connection))
    }
}

/// The JSON of a creator's connection.
private struct ConnectionRecord: Codable {
    private var quality: String?
    private var receivedBitrate: Int?
    private var advisedBitrate: Int
    private var advice: AdviceRecord?
    private var warning: String?

    private enum CodingKeys: String, CodingKey {
        case quality
        case receivedBitrate = "received_bps"
        case advisedBitrate = "advised_bps"
        case advice
        case warning
    }

    init(_ connection: LiveConnection) {
        quality = connection.quality?.rawValue
        receivedBitrate = connection.receivedBitrate
        advisedBitrate = connection.advisedBitrate
        advice = connection.advice.map { AdviceRecord($0) }
        warning = connection.warning?.quality.rawValue
    }

    var connection: LiveConnection? {
        var connection = LiveConnection(advisedBitrate: advisedBitrate)
        connection.quality = quality.flatMap { ConnectionQuality(rawValue: $0) }
        connection.receivedBitrate = receivedBitrate
        connection.advice = advice.flatMap(\.advice)
        connection.warning = warning.flatMap { ConnectionQuality(rawValue: $0) }.map { ConnectionWarning(quality: $0) }
        return connection
    }
}

/// The JSON of an advice.
struct AdviceRecord: Codable {
    private var bitrate: Int
    private var reason: String

    private enum CodingKeys: String, CodingKey {
        case bitrate = "bitrate_bps"
        case reason
    }

    /// The record of an advice.
    init(_ advice: BitrateAdvice) {
        bitrate = advice.bitrate
        reason = advice.reason.rawValue
    }

    /// The recorded advice; nil if the record is invalid.
    var advice: BitrateAdvice? {
        BitrateAdvice.Reason(rawValue: reason).map { BitrateAdvice(bitrate: bitrate, reason: $0) }
    }
}
