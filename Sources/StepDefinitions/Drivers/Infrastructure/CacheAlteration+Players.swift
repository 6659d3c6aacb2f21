/// What makes a player fail, at the cache.
extension CacheAlteration {
    /// The master playlist names another codec than that of the segments: HE-AAC for AAC-LC.
    static let misnamesCodec = CacheAlteration(
        replacing: "    gzip_comp_level 3;",
        with: """
                gzip_comp_level 3;
                sub_filter_types application/vnd.apple.mpegurl;
                sub_filter mp4a.40.2 mp4a.40.5;
                sub_filter_once off;
                sub_filter_last_modified on;
            """)
    /// Some of the segments are not found.
    static let losesSegments = CacheAlteration(
        replacing: "    # Only names of media are served",
        with: """
                location ~ "[05]\\.ts\\z" {
                    return 404;
                }

                # Only names of media are served
            """)
}
