/// One event of a `text/event-stream` (WHATWG HTML §9.2).
public struct ServerSentEvent: Hashable, Sendable {
    /// `message` if the stream gave it no name.
    public var type: String
    /// The lines of its data, joined by line feeds.
    public var data: String
    /// The identifier that a client returns when it reconnects; of this event or an earlier one.
    public var lastEventID: String

    /// An event.
    public init(type: String = "message", data: String, lastEventID: String = "") {
        self.type = type
        self.data = data
        self.lastEventID = lastEventID
    }
}
