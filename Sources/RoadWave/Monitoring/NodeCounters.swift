internal import RoadWaveRTC
internal import Synchronization

/// Why a datagram did not reach a live's media.
enum DroppedDatagram: Hashable, Sendable {
    /// The system had no room for it at the socket: it was never received.
    case kernel
    /// The first byte is of no protocol that the node speaks (RFC 7983).
    case unknownProtocol
    /// It names no live, and comes from no address of one.
    case unknownSender
    /// The live has more datagrams waiting than it can take.
    case overload
    /// The live's connection refused it.
    case refused(DropReason)

    /// The value of the metric's label.
    var label: String {
        switch self {
        case .kernel: "kernel"
        case .unknownProtocol: DropReason.unknownProtocol.rawValue
        case .unknownSender: "unknown_sender"
        case .overload: "overload"
        case .refused(let reason): reason.rawValue
        }
    }
}

/// What a node has counted since its start, from any thread.
final class NodeCounters: Sendable {
    /// The figures at one moment.
    struct Snapshot: Sendable {
        var datagramsReceived = 0
        var datagramsSent = 0
        var bytesReceived = 0
        /// The keys are enumerations, which bounds the dictionary.
        var datagramsDropped: [DroppedDatagram: Int] = [:]
        var handshakesFailed: [DTLSError.Code: Int] = [:]
        var packetsReceived = 0
        /// The keys are an enumeration too.
        var packetsRefused: [RefusedPacket: Int] = [:]
        var livesStarted = 0
        var livesEnded: [EndReason: Int] = [:]
        var livesRefused = 0
        /// Requests to the count of all lives that failed.
        var capacityFailures = 0
        /// Requests to the count of audiences that failed.
        var audienceFailures = 0
        /// Times that a creator was not heard any more.
        var interruptions = 0
        var iceRestarts = 0
        var livesResumed = 0
        /// Lives that were found dead with an earlier process of the node.
        var livesLost = 0
        /// The keys are an enumeration.
        var bitrateAdvices: [BitrateAdvice.Reason: Int] = [:]
        var connectionWarnings = 0
        /// Discontinuities where a creator came back.
        var encodingBreaks = 0
        var encodingFailures = 0
        var eventStreams = 0
        /// The keys are enumerations.
        var accessRefused: [AccessRefusal: Int] = [:]
        var rateLimited: [RateClass: Int] = [:]
        /// HTTP connections that are open, that were refused, and that were closed on clients that owed something.
        var connections = 0
        var connectionsRefused = 0
        var clientsDropped: [ExchangeWatch.Debt: Int] = [:]
        /// The keys are an enumeration.
        var requestsMalformed: [RequestFault: Int] = [:]
        var tokenKeyReloads = 0
        var tokenKeyFailures = 0
        /// Renewals of the node's lease that failed.
        var leaseFailures = 0
        /// Lives of dead nodes that this one has claimed.
        var livesTakenOver = 0
        /// Messages of other nodes that were not understood, or found no room.
        var busMessagesDropped = 0
        /// Messages to other nodes that were not sent.
        var busFailures = 0
        var segmentsListed = 0
        var segmentsLost = 0
        var storageFailures = 0
        /// Writes that a database did not take, and that are repeated. The keys are an enumeration.
        var databaseFailures: [RecordTable: Int] = [:]
        /// What was given up, for want of room or since the database refuses it.
        var databaseEntriesLost: [RecordTable: Int] = [:]
        /// Rows of lives that were left out of a list, each time.
        var databaseRowsUnreadable = 0
        /// Packets and bytes in the files of recordings.
        var recordedPackets = 0
        var recordedBytes = 0
        /// Packets that found no place in a recording.
        var recordingPacketsLost = 0
        /// Times that a recording could not be written any more.
        var recordingFailures = 0
    }

    private let figures = Mutex(Snapshot())

    var snapshot: Snapshot { figures.withLock { $0 } }

    /// Changes the figures, and tells what came of it.
    func change<Value: Sendable>(_ change: (inout sending Snapshot) -> Value) -> Value {
        figures.withLock { change(&$0) }
    }

    /// Changes the figures; the loops call it once a batch, not once a datagram.
    func count(_ change: (inout sending Snapshot) -> Void) {
        figures.withLock { change(&$0) }
    }
}
