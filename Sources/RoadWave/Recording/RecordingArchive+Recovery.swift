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

    /// The bytes that a file and its copies must have in common, at the end of the shorter one: some pages.
    private static let comparedSize: Int64 = 64 << 10

    /// Sends what a file has that the copies do not.
    func sendRest(of live: LiveID, in directory: RecordingDirectory) async throws -> FileComparison {
        let local = directory.size(of: live)
        guard local > 0 else { return .absent }
        let copy = try await recording(of: live)
        var sent = copy?.size ?? 0
        if let copy {
            let common = min(local, sent)
            let start = max(0, common - Self.comparedSize)
            let file = try await directory.read(live, Int(start)..<Int(common))
            guard try await copy.read(from: start, to: common) == file else { return .different }
        }
        guard local > sent else { return .copied }
        let before = sent
        while sent < local {
            let bytes = try await directory.read(live, Int(sent)..<Int(min(local, sent + Int64(Self.largestPiece))))
            guard !bytes.isEmpty else { break }
            try await put(bytes, of: live, at: sent)
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
