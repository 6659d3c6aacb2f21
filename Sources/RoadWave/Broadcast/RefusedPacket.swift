/// Why a decrypted media packet is not broadcast. The raw values are the values of the metric's label. See
/// docs/decisions/webrtc.md, « Ahead of the clock ».
enum RefusedPacket: String, CaseIterable, Hashable, Sendable {
    /// Its payload is not an Opus packet (RFC 6716 §3), or the decoder cannot decode it.
    case notOpus = "not_opus"
    /// It was received before.
    case duplicate
    /// Its position was already filled.
    case late
    /// The live has reached its maximum lead over its clock: the creator sends faster than real time.
    case early
    /// Its sequence number or timestamp is too far from the stream's.
    case outOfRange = "out_of_range"
    /// More packets wait than a stream ever needs.
    case overflow
}
