internal import Logging
internal import RoadWaveRTC

/// What every live of a node shares.
struct LiveEnvironment: Sendable {
    let configuration: LiveSettings
    let clock: NodeClock
    let certificate: DTLSCertificate
    let udp: UDPServer
    /// Where creators are told to send, best first.
    let candidates: [TransportAddress]
    let storage: any ObjectStorage
    let events: EventHub
    let metrics: LiveMetrics
    let logger: Logger
    /// Where running lives are noted; nil where no later process is to know of them.
    var journal: LiveJournal?
    /// Where every live is written and searched; nil where nobody lists them.
    var catalogue: LiveCatalogue?
    /// Where what happens is kept; nil where nothing is.
    var audit: AuditTrail?
    /// Who counts those who listen; nil where nobody does.
    var audience: AudienceKeeper?
    /// The node among the others; nil where there are none.
    var membership: NodeMembership?
    /// Where lives are recorded; nil where none is.
    var recordings: RecordingDirectory?
    /// What is asked before each playlist. Not the membership's where nobody could take a live over.
    var fence = WriteFence.open
}
