extension PlayerProfile {
    /// iOS's player, by Apple's « HLS Authoring Specification for Apple Devices » (items by number) and the protocol's
    /// second edition (draft-pantos-hls-rfc8216bis, sections by number).
    static let avPlayer = PlayerProfile(
        name: "AVPlayer",
        rules: [
            .everyAnswer("RFC 8216bis §6.2.1"),
            .noRedirect("HLS Authoring 8.18"),
            .contentTypes("HLS Authoring 10.4"),
            .gzip("HLS Authoring 10.1"),
            .freshness("HLS Authoring 8.24"),
            .readablePlaylists("RFC 8216bis §4.1"),
            .codecs("HLS Authoring 9.1"),
            .bandwidth("HLS Authoring 9.13"),
            // Item 1.29 leaves live content a quarter of difference, the other way round.
            .statedBandwidth("RFC 8216bis §4.4.6.2"),
            .averageBandwidth("HLS Authoring 9.14, 1.28"),
            .cellularVariant("HLS Authoring 9.21"),
            .independentSegments("RFC 8216bis §4.4.2.1"),
            .targetDuration("RFC 8216bis §4.4.3.1"),
            .constantTargetDuration("RFC 8216bis §6.2.1"),
            .sameTargetDuration("HLS Authoring 8.2"),
            .mediaSequence("RFC 8216bis §6.2.2"),
            .discontinuitySequence("HLS Authoring 8.17, RFC 8216bis §6.2.2"),
            .holdBack(bufferSeconds, "RFC 8216bis §4.4.3.8"),
            .minimumHoldBack("RFC 8216bis §4.4.3.8"),
            .segmentCount("HLS Authoring 8.11"),
            .window(windowSeconds, "RFC 8216bis §6.2.2"),
            .updates("updates", within: 1.5, "RFC 8216bis §6.2.1"),
            .programDateTime("HLS Authoring 8.4"),
            .continuousDates("RFC 8216bis §4.4.4.6"),
            .liveEdge("HLS Authoring 8.5"),
            .endOfList("RFC 8216bis §6.2.1"),
            .alignment("HLS Authoring 8.15, 8.22"),
            .tables("RFC 8216bis §3.1.1"),
            .format("HLS Authoring 2.2"),
            .continuity("HLS Authoring 7.1, 7.2"),
            .durations("HLS Authoring 8.1"),
        ])

    /// The specification's buffer.
    static let bufferSeconds = 15.0

    /// A player that begins at the hold-back and is late by as much again still finds its segment listed.
    static let windowSeconds = 2 * bufferSeconds
}
