internal import RoadWaveMedia

/// The names of a replay's media in the object storage, which are also the paths of its URLs.
struct ReplayKeys: Hashable, Sendable {
    /// `replays/{live}/`
    let prefix: ObjectPrefix
    private let base: ObjectKey

    init(_ live: LiveID) throws(StorageError) {
        base = try ObjectKey("replays/\(live)")
        prefix = ObjectPrefix(folder: base)
    }

    /// `replays/{live}/replay.mp3`
    var mp3: ObjectKey { base.appending("replay.mp3") }
    /// `replays/{live}/waveform.json`
    var waveform: ObjectKey { base.appending("waveform.json") }

    /// `replays/{live}/master.m3u8` for MP3, `master-aac.m3u8` for AAC: some players stall where one lists both. See
    /// docs/decisions/replay.md, « Two masters ».
    func masterPlaylist(_ rendition: ReplayRendition) -> ObjectKey {
        switch rendition {
        case .mp3: base.appending("master.m3u8")
        case .aac: base.appending("master-aac.m3u8")
        }
    }

    /// `replays/{live}/{rendition}/media.m3u8`
    func mediaPlaylist(_ rendition: ReplayRendition) -> ObjectKey {
        base.appending(rendition.rawValue).appending("media.m3u8")
    }

    /// `replays/{live}/{rendition}/{n}.ts`, from 0.
    func segment(_ number: Int, _ rendition: ReplayRendition) -> ObjectKey {
        base.appending(rendition.rawValue).appending("\(number).ts")
    }
}

extension ObjectAttributes {
    /// Of a replay's media, which may be made again under the same name: an hour, and not for ever.
    static func replay(_ contentType: String) -> ObjectAttributes {
        ObjectAttributes(contentType: contentType, cacheControl: "public, max-age=3600")
    }
}
