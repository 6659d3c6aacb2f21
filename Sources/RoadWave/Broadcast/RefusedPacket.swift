/// Why a decrypted media packet is not heard. The raw values are those of the metric's label.
/// See docs/decisions/webrtc.md, « Ahead of the clock ».
enum RefusedPacket: String, CaseIterable, Hashable, Sendable {
    /// Its payload is not an Opus packet (RFC 6716 §3), or the decoder cannot make sound of it.
    case notOpus = "not_opus"
    /// It was received before.
    case duplicate
    /// Its place was filled already.
    case late
    /// The live is as far ahead of its clock as it may be: the creator sends faster than real time.
    case early
    /// Its sequence number or its timestamp is too far from the stream's.
    case outOfRange = "out_of_range"
    /// More packets wait than a stream ever needs.
    case overflow
}
