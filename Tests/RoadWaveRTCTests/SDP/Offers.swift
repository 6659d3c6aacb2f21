import Foundation

/// Offers of real publishers, from the corpus of the fuzzer, which starts from them too.
enum Offers {
    /// Chromium: `actpass`, Opus 111 with RED 63, transport-cc, four header extensions, trickle, and a video section.
    static let chromium = "offer-chromium.sdp"
    /// aiortc: Opus 96, candidates within, three fingerprints, ICE parameters behind the codecs.
    static let aiortc = "offer-aiortc.sdp"
    /// FFmpeg's WHIP muxer: `passive` and no candidate.
    static let ffmpeg = "offer-ffmpeg.sdp"
    /// GStreamer's whipclientsink: Opus 97 in capitals, mid `audio0`, NACK, stereo.
    static let gstreamer = "offer-gstreamer.sdp"

    /// The text of a corpus file.
    static func read(_ name: String) throws -> String {
        let corpus = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Fuzz/sdp/corpus").standardizedFileURL
        return try String(contentsOf: corpus.appending(path: name), encoding: .utf8)
    }
}
