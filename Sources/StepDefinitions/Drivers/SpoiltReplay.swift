internal import Foundation
internal import RoadWaveMedia
internal import RoadWaveTestServices
internal import Subprocess

/// Spoils the objects of a replay in the storage, past the node: a sabotage of reality, never part of a true run.
///
/// Each change empties the caches, so that listeners get what the storage has now.
///
/// See docs/decisions/runner.md, « Objects spoilt before the step ».
struct SpoiltReplay: Sendable {
    /// The storage and the caches.
    let infrastructure: ScenarioInfrastructure
    let live: String
    /// A folder for temporary files.
    let folder: String

    /// Removes an object.
    /// - Parameter name: below the folder of the replay, such as `mp3/1.ts`.
    func erase(_ name: String) async throws {
        try await infrastructure.storage.erase(key(name), in: infrastructure.bucket)
        try forget()
    }

    /// Removes an object that the caches may still have.
    func eraseBehindCache(_ name: String) async throws {
        try await infrastructure.storage.erase(key(name), in: infrastructure.bucket)
    }

    /// Replaces the bytes of an object. Its media type stays, unless another one is given.
    func change(
        _ name: String, type: String? = nil, _ spoil: ([UInt8]) async throws -> [UInt8] = { $0 }
    ) async throws {
        let genuine = try await infrastructure.storedObject("/" + key(name))
        let spoilt = try await spoil(genuine.body)
        try await infrastructure.storage.write(
            spoilt, to: key(name), in: infrastructure.bucket, type: type ?? genuine.headers["content-type"])
        try forget()
    }

    /// Replaces an object by another one of the replay.
    func replace(_ name: String, by other: String) async throws {
        let bytes = try await infrastructure.storedObject("/" + key(other)).body
        try await change(name) { _ in bytes }
    }

    /// Changes what a playlist says.
    /// - Throws: when it does not say `text`: nothing would be sabotaged.
    func rewrite(_ name: String, replacing text: String, with replacement: String) async throws {
        try await change(name) { bytes in
            let playlist = String(decoding: bytes, as: UTF8.self)
            guard playlist.contains(text) else { throw DriverError("\(name) ne contient pas « \(text) »") }
            return Array(playlist.replacing(text, with: replacement).utf8)
        }
    }

    /// Removes the last segment from a playlist.
    func unlistLastSegment(of name: String) async throws {
        try await change(name) { bytes in
            var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            guard let last = lines.lastIndex(where: { $0.hasPrefix("#EXTINF:") }) else {
                throw DriverError("\(name) ne liste aucun segment")
            }
            lines.removeSubrange(last...last + 1)
            return Array((lines.joined(separator: "\n") + "\n").utf8)
        }
    }

    /// A segment ends after a part of its transport stream packets (ISO/IEC 13818-1: 188 bytes each).
    func shorten(_ name: String, to part: Double) async throws {
        try await change(name) { Array($0.prefix(Int(Double($0.count / 188) * part) * 188)) }
    }

    /// Every eleventh transport stream packet of a segment loses its second half: the headers stay, the sound is
    /// damaged.
    func damage(_ name: String) async throws {
        try await change(name) { bytes in
            bytes.enumerated().map {
                $0.offset / 188 % 11 == 10 && $0.offset % 188 > 94 ? $0.element ^ 0x5A : $0.element
            }
        }
    }

    /// Replaces the name in an encoder's marks by another name of the same length.
    func sign(_ name: String, _ mark: String, by other: String) async throws {
        try await change(name) { bytes in
            var data = Data(bytes)
            guard data.range(of: Data(mark.utf8)) != nil, mark.utf8.count == other.utf8.count else {
                throw DriverError("\(name) n'est pas signé « \(mark) »")
            }
            var start = data.startIndex
            while let place = data.range(of: Data(mark.utf8), in: start..<data.endIndex) {
                data.replaceSubrange(place, with: Data(other.utf8))
                start = place.upperBound
            }
            return Array(data)
        }
    }

    /// Changes the sound of the MP3, which FFmpeg encodes at the same bit rate or at another one; its tags stay.
    /// - Parameter cutoff: the frequency above which nothing is encoded, in hertz; that of the encoder unless told.
    func changeSound(
        kilobitsPerSecond rate: Int = 256, cutoff: Int? = nil, _ spoil: (inout PCM) -> Void = { _ in }
    ) async throws {
        try await change("replay.mp3") { bytes in
            let (genuine, wave) = (folder + "/vrai.mp3", folder + "/saboté.wav")
            try Data(bytes).write(to: URL(fileURLWithPath: genuine))
            var sound = try await FFmpegDecoder.decode(segments: [genuine], channels: 2, in: folder)
            spoil(&sound)
            try WAVFile.write(sound, to: wave)
            let inputs = ["-i", wave, "-i", genuine, "-map", "0:a", "-map_metadata", "1"]
            let encoder = ["-c:a", "libmp3lame", "-b:a", "\(rate)k"]
            return try await convert(inputs + encoder + (cutoff.map { ["-cutoff", "\($0)"] } ?? []))
        }
    }

    /// Changes the title in the tags of the MP3.
    func changeTitle(to title: String) async throws {
        try await change("replay.mp3") { bytes in
            let genuine = folder + "/vrai.mp3"
            try Data(bytes).write(to: URL(fileURLWithPath: genuine))
            return try await convert(["-i", genuine, "-map", "0:a", "-c:a", "copy", "-metadata", "title=\(title)"])
        }
    }

    private func convert(_ arguments: [String]) async throws -> [UInt8] {
        let path = folder + "/saboté.mp3"
        let result = try await Subprocess.run(
            .name("ffmpeg"), arguments: .init(["-v", "error", "-nostdin", "-y"] + arguments + [path]),
            output: .discarded, error: .string(limit: 65_536))
        guard result.terminationStatus.isSuccess else { throw DriverError("ffmpeg : \(result.standardError)") }
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func key(_ name: String) -> String { "replays/\(live)/\(name)" }

    /// Empties the caches: for NGINX, a file that is gone is a miss.
    private func forget() throws {
        for region in infrastructure.regions {
            guard let files = FileManager.default.enumerator(atPath: region.cacheFolder) else { continue }
            for case let name as String in files
            where files.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                try? FileManager.default.removeItem(atPath: "\(region.cacheFolder)/\(name)")
            }
        }
    }
}

extension ScenarioInfrastructure {
    /// An object as the storage itself gives it to anyone.
    fileprivate func storedObject(_ path: String) async throws -> HTTPWitness.Answer {
        guard let answer = await HTTPWitness().request(storedURL(path)), answer.status == 200 else {
            throw DriverError("le stockage n'a pas \(path)")
        }
        return answer
    }
}
