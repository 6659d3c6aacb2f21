extension PlayerProfile {
    /// Android's player, by the source code of androidx/media (media3): classes and methods.
    static let exoPlayer = PlayerProfile(
        name: "ExoPlayer",
        rules: [
            .everyAnswer("media3 DefaultHttpDataSource.open: InvalidResponseCodeException"),
            .contentTypes("media3 DefaultHlsExtractorFactory.createExtractor: inferFileTypeFromResponseHeaders"),
            .acceptedEncoding("media3 DefaultHlsPlaylistTracker.loadPlaylistImmediately: FLAG_ALLOW_GZIP"),
            .readablePlaylists("media3 HlsPlaylistParser.parse"),
            // A wrong string makes it silent: it drops the AAC stream that CODECS does not name.
            .codecs("media3 DefaultHlsExtractorFactory.createTsExtractor: FLAG_IGNORE_AAC_STREAM"),
            .bandwidth("media3 AdaptiveTrackSelection.canSelectFormat"),
            .statedBandwidth("media3 AdaptiveTrackSelection: DEFAULT_BANDWIDTH_FRACTION"),
            .independentSegments("media3 HlsChunkSource.getAdjustedSeekPositionUs"),
            .targetDuration("RFC 8216bis §4.4.3.1"),
            .mediaSequence("media3 DefaultHlsPlaylistTracker.processLoadedPlaylist: PlaylistResetException"),
            .discontinuitySequence("media3 DefaultHlsPlaylistTracker.getLoadedPlaylistDiscontinuitySequence"),
            .holdBack(bufferSeconds, "media3 HlsMediaSource.getTargetLiveOffsetUs"),
            .minimumHoldBack("RFC 8216bis §4.4.3.8"),
            .window(windowSeconds, "media3 HlsMediaSource.createTimelineForLive: constrainValue"),
            .updates(
                "stuck", within: 3.5, "media3 DefaultHlsPlaylistTracker.processLoadedPlaylist: PlaylistStuckException"),
            .programDateTime("media3 HlsMediaSource.getLiveEdgeOffsetUs"),
            .continuousDates("media3 DefaultHlsPlaylistTracker.getLoadedPlaylistStartTimeUs"),
            .liveEdge("media3 HlsMediaSource.getLiveEdgeOffsetUs"),
            .endOfList("media3 HlsMediaSource.onPrimaryPlaylistRefreshed"),
            .alignment("media3 HlsChunkSource.getNextMediaSequenceAndPartIndex"),
            .tables("RFC 8216bis §3.1.1"),
            .format("media3 DefaultTsPayloadReaderFactory.createPayloadReader"),
            .continuity("media3 TimestampAdjuster.adjustTsTimestamp"),
        ])
}
