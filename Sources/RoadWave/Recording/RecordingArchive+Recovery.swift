extension RecordingArchive {
    /// How a file of a recording compares with its copies.
    enum FileComparison: Hashable, Sendable {
        /// There is no file.
        case absent
        /// The copies have all of it.
        case copied
        /// So many bytes of it were not in the copies, and are now.
        case sent(Int64)
        /// It is another recording than that of the copies: nothing was sent.
        case different
    }

    /// The bytes that a file and its copies must have in common, at the beginning: the page with the random number of the
    /// stream, and the first sound. The end is not compared. A power cut may damage what was sent before it.
    private static let comparedSize: Int64 = 4_096

    /// How many bytes of a file are in its copies; 0 if the copies are those of other files. Bytes that were sent count, also
    /// where the file has others by now.
    ///
    /// If a file was removed and begun again, the copies of the second file follow those of the first. A file begins
    /// where a piece begins, so each piece is tried: the first one, then the others from the last one back.
    func copiedSize(
        of live: LiveID, in directory: RecordingDirectory, among copies: ArchivedRecording
    ) async throws -> Int64 {
        let local = directory.size(of: live)
        for offset in [0] + copies.pieces.map(\.offset).filter({ $0 > 0 }).reversed() {
            let common = min(local, copies.size - offset)
            guard common > 0 else { continue }
            let compared = min(common, Self.comparedSize)
            let file = try await directory.read(live, 0..<Int(compared))
            if try await copies.read(from: offset, to: offset + compared) == file { return common }
        }
        return 0
    }

    /// Sends what a file has that the copies do not.
    func sendRest(of live: LiveID, in directory: RecordingDirectory) async throws -> FileComparison {
        let local = directory.size(of: live)
        guard local > 0 else { return .absent }
        let copy = try await recording(of: live)
        var sent: Int64 = 0
        if let copy {
            sent = try await copiedSize(of: live, in: directory, among: copy)
            guard sent > 0 else { return .different }
        }
        guard local > sent else { return .copied }
        // Where the file's first byte is among the copies.
        let base = (copy?.size ?? 0) - sent
        let before = sent
        while sent < local {
            let bytes = try await directory.read(live, Int(sent)..<Int(min(local, sent + Int64(Self.largestPiece))))
            guard !bytes.isEmpty else { break }
            try await put(bytes, of: live, at: base + sent)
            sent += Int64(bytes.count)
        }
        return .sent(sent - before)
    }
}

extension ArchivedRecording {
    /// All bytes of a range.
    fileprivate func read(from start: Int64, to end: Int64) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while start + Int64(bytes.count) < end {
            let more = try await read(at: start + Int64(bytes.count), count: Int(end - start) - bytes.count)
            guard !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }
}
