/// Closes the playlists of a live without a node. Otherwise players would wait for its next segment for ever. See
/// docs/decisions/nodes.md, « Late writes ».
struct PlaylistCloser: Sendable {
    /// The result for a live's playlists.
    struct Outcome: Equatable {
        /// Playlists that were open and are closed now.
        var closed = 0
        /// When the media that they list ends; nil without media.
        var mediaEnd: WallDate?
    }

    let storage: any ObjectStorage

    /// Closes the open playlists of a live, in every rendition.
    /// - Throws: a transient failure of the storage: the call may be repeated.
    func close(_ live: Live) async throws(StorageError) -> Outcome {
        let keys = try BroadcastKeys(liveID: live.id.description)
        var outcome = Outcome()
        for case let rendition? in live.renditions.map({ try? Rendition(name: $0) }) {
            guard var playlist = try await playlist(keys.mediaPlaylist(rendition)) else { continue }
            outcome.mediaEnd = [outcome.mediaEnd, playlist.end].compactMap { $0 }.max()
            guard !playlist.isEnded else { continue }
            playlist.isEnded = true
            let bytes = Array(playlist.description.utf8)
            try await storage.put(bytes, key: keys.mediaPlaylist(rendition), attributes: .playlist)
            outcome.closed += 1
        }
        return outcome
    }

    /// The stored playlist. It is nil if there is none, since the first segment was never listed, or if the stored
    /// object is not a playlist, so not written by us.
    private func playlist(_ key: ObjectKey) async throws(StorageError) -> MediaPlaylist? {
        do throws(StorageError) {
            let object = try await storage.get(key)
            return try? MediaPlaylist(parsing: String(decoding: object.bytes, as: UTF8.self))
        } catch  where !error.isTransient {
            return nil
        }
    }
}

extension MediaPlaylist {
    /// When its last segment ends.
    fileprivate var end: WallDate? {
        guard let last = entries.last, let date = last.programDateTime else { return nil }
        let milliseconds = Int64((last.duration.seconds * 1_000).rounded())
        return WallDate(millisecondsSince1970: date.millisecondsSince1970 + milliseconds)
    }
}
