extension OpusPacket {
    /// Whether a packet carries a low-rate copy of the one before it (LBRR, RFC 6716 section 2.1.7).
    ///
    /// The flags stand before everything else in a SILK frame: for each channel one bit of voice activity for each 20 ms,
    /// then one bit that says whether there is a copy (section 4.2.3). The range coder writes bits of equal odds as they
    /// are, from the most significant on (section 4.1.3), so that they can be read without decoding. False for what is
    /// not Opus, and for CELT, which has no copies.
    public static func hasForwardErrorCorrection(_ packet: [UInt8]) -> Bool {
        guard let parsed = try? OpusPacket(parsing: packet), let frame = parsed.frames.first, !frame.isEmpty,
            parsed.tableOfContents.mode != .celt
        else { return false }
        let activityBits = max(1, parsed.tableOfContents.frameDuration / 960)
        let flags = packet[frame.lowerBound]
        let first = flags >> (7 - activityBits) & 1
        // The other channel's flags follow: its activity bits, then its copy.
        let second = parsed.tableOfContents.isStereo ? flags >> max(0, 6 - 2 * activityBits) & 1 : 0
        return first | second == 1
    }
}
