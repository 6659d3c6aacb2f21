/// What takes the parts of a replay as they are made: an upload, or files.
public protocol ReplaySink: Sendable {
    /// A pass begins. Whatever an earlier one gave is void. The plan is to be stored before anything is uploaded, so that
    /// a late worker writes the same bytes.
    func begin(_ plan: ReplayPlan) async throws

    /// The next frames of the MP3. ``ReplayReport/mp3Header`` goes in front of all of them; its size is
    /// ``ReplayConversion/headerSize(of:)`` from the beginning on.
    func append(mp3 bytes: [UInt8]) async throws

    /// A segment is complete. Those of a rendition come in their order.
    func append(_ segment: ReplaySegment) async throws
}

/// How far a conversion is.
public struct ReplayProgress: Sendable, Hashable {
    /// What is being done.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        /// The recording is read and measured.
        case measuring
        /// MP3 and AAC are made, and what came out is listened to.
        case encoding
    }

    /// What is being done.
    public var stage: Stage
    /// Of the stage, 0 to 1.
    public var fraction: Double
    /// 1, and one more for each time that the replay is made again.
    public var pass: Int
}
