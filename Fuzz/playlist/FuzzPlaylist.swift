/// Playlists, as a storage returns them: read, written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPlaylist(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    if let playlist = try? MediaPlaylist(parsing: text) {
        precondition(playlist.duration >= .zero)
        // Compared as text: a hold-back is read to the microsecond and written to the millisecond.
        let written = playlist.description
        precondition((try? MediaPlaylist(parsing: written))?.description == written)
    }
    if let playlist = try? MasterPlaylist(parsing: text) {
        precondition(!playlist.variants.isEmpty)
        // Codecs are written in quotes: other characters could join with a quote, or be one.
        if playlist.variants.allSatisfy({ isPlain($0.codecs) }) {
            precondition((try? MasterPlaylist(parsing: playlist.description)) == playlist)
        }
    }
    return 0
}

private func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\"") }
}
