internal import Logging

/// The lives whose media a node finds when it starts, in a directory that it has for itself.
struct EarlierLives {
    let storage: DirectoryStorage
    let logger: Logger

    /// Closes the playlists of the lives that died with their node, and logs what is there.
    ///
    /// Nobody else is left to end these lives, and players would wait for their next segment for ever. To be called
    /// before the node takes lives: until then, no playlist may be open. What cannot be closed is logged and left to the
    /// next start: old media is no reason to refuse new lives.
    func close() async throws(StorageError) {
        let lives = try await storage.folders(in: BroadcastKeys.allLives)
        guard !lives.isEmpty else { return }
        logger.notice("the media of earlier lives is served", metadata: ["lives": "\(lives.count)"])
        var lost = 0
        // What is not named as we name it is not ours.
        for case let keys? in lives.map({ try? BroadcastKeys(liveID: $0) }) where await closePlaylists(keys) {
            lost += 1
        }
        guard lost > 0 else { return }
        logger.notice(
            "lives lost with their node were closed: their media is served, but GET /lives/{id} does not know them",
            metadata: ["lives": "\(lost)"])
    }

    /// - Returns: whether a playlist of the live was open and is closed now.
    private func closePlaylists(_ keys: BroadcastKeys) async -> Bool {
        var isLost = false
        do {
            for case let rendition? in try await storage.folders(in: keys.prefix).map({ try? Rendition(name: $0) }) {
                if await closePlaylist(keys.mediaPlaylist(rendition)) { isLost = true }
            }
        } catch {
            logger.warning(
                "a live could not be looked through", metadata: ["live": "\(keys.prefix.path)", "error": "\(error)"])
        }
        return isLost
    }

    /// - Returns: whether the playlist was open and is closed now.
    private func closePlaylist(_ key: ObjectKey) async -> Bool {
        do {
            let object = try await storage.get(key)
            var playlist = try MediaPlaylist(parsing: String(decoding: object.bytes, as: UTF8.self))
            guard !playlist.isEnded else { return false }
            playlist.isEnded = true
            try await storage.put(Array(playlist.description.utf8), key: key, attributes: .playlist)
            return true
        } catch let error as StorageError where error.code == .notFound {
            // Its first segment was never listed.
            return false
        } catch {
            logger.warning(
                "the playlist of a lost live could not be closed", metadata: ["key": "\(key)", "error": "\(error)"])
            return false
        }
    }
}
