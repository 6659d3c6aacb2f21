internal import Foundation
internal import RoadWaveMedia

/// Writes a replay into a folder, named as in a storage: `replay.mp3`, `waveform.json`, `{mp3,aac}/{n}.ts` and playlists.
actor ReplayFolder: ReplaySink {
    private let folder: URL
    private let conversion: ReplayConversion
    private var mp3: FileHandle?
    private var durations: [ReplayRendition: [Int]] = [:]

    init(_ folder: URL, of conversion: ReplayConversion) {
        self.folder = folder
        self.conversion = conversion
    }

    func begin(_ plan: ReplayPlan) throws {
        // An earlier pass may have made more segments than this one will.
        try? FileManager.default.removeItem(at: folder)
        durations = [:]
        for rendition in ReplayRendition.allCases {
            try FileManager.default.createDirectory(
                at: folder.appending(path: rendition.rawValue), withIntermediateDirectories: true)
        }
        let file = folder.appending(path: "replay.mp3")
        try Data().write(to: file)
        mp3 = try FileHandle(forWritingTo: file)
        // The header is known at the end only, its size from the beginning on.
        try mp3?.seek(toOffset: UInt64(conversion.headerSize(of: plan)))
    }

    func append(mp3 bytes: [UInt8]) throws {
        try mp3?.write(contentsOf: bytes)
    }

    func append(_ segment: ReplaySegment) throws {
        let name = "\(segment.rendition.rawValue)/\(segment.number).ts"
        try Data(segment.bytes).write(to: folder.appending(path: name))
        durations[segment.rendition, default: []].append(segment.duration)
    }

    func finish(_ report: ReplayReport) throws {
        try mp3?.seek(toOffset: 0)
        try mp3?.write(contentsOf: report.mp3Header)
        try mp3?.close()
        try JSONEncoder().encode(report.waveform).write(to: folder.appending(path: "waveform.json"))
        for (rendition, durations) in durations {
            let seconds = durations.map { Double($0) / 48_000 }
            let target = Int((seconds.max() ?? 0).rounded())
            var lines = ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:\(target)"]
            for (number, length) in seconds.enumerated() {
                lines += [String(format: "#EXTINF:%.5f,", length), "\(number).ts"]
            }
            lines += ["#EXT-X-ENDLIST", ""]
            try Data(lines.joined(separator: "\n").utf8)
                .write(to: folder.appending(path: rendition.rawValue).appending(path: "media.m3u8"))
        }
    }
}
