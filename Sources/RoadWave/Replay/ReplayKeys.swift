internal import RoadWaveMedia

/// The names of a replay's media in the object storage, which are also the paths of its URLs.
///
/// Segments first have temporary names, which no cache serves, and get these names once they are final. See
/// docs/decisions/replay.md, « Temporary names ».
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

    /// `replays/{live}/making/`: the temporary names.
    var making: ObjectKey { base.appending("making") }

    /// `replays/{live}/making/{claim}/`: the temporary names of one attempt. No other attempt writes there.
    func making(_ claim: ReplayClaim) -> ObjectKey { making.appending("\(claim.number)") }

    /// The number of the claim under which a key below ``making`` was written.
    func claimNumber(of key: ObjectKey) -> Int? {
        guard ObjectPrefix(folder: making).contains(key) else { return nil }
        return Int(key.path.dropFirst(making.path.count + 1).prefix { $0 != "/" })
    }

    /// `replays/{live}/making/{claim}/{rendition}/{n}.ts`, from 0: the temporary name of a segment.
    func segment(_ number: Int, _ rendition: ReplayRendition, madeBy claim: ReplayClaim) -> ObjectKey {
        making(claim).appending(rendition.rawValue).appending("\(number).ts")
    }

    /// `replays/{live}/{rendition}/{n}.ts`, from 0: the final name of a segment.
    func segment(_ number: Int, _ rendition: ReplayRendition) -> ObjectKey {
        base.appending(rendition.rawValue).appending("\(number).ts")
    }
}

extension ObjectAttributes {
    /// The attributes of a replay's media. Clients keep it for an hour, not for ever: another version of the program
    /// may make it again under the same name.
    static func replay(_ contentType: String) -> ObjectAttributes {
        ObjectAttributes(contentType: contentType, cacheControl: "public, max-age=3600")
    }
}
