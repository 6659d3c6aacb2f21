/// The names of a live's media in the object storage, which are also the paths of its URLs.
package struct BroadcastKeys: Hashable, Sendable {
    /// `lives/{id}/`: the prefix of all keys of the live.
    package let prefix: ObjectPrefix

    private static let folder = "lives"
    private let base: ObjectKey

    /// - Throws: ``StorageError`` with code `invalidKey` when `liveID` cannot be part of a key.
    package init(liveID: String) throws(StorageError) {
        // The names appended below are ours and short, so only the identifier can break a key.
        guard ObjectKey.isComponent(liveID) else { throw .invalidKey(liveID) }
        base = try ObjectKey("\(Self.folder)/\(liveID)")
        prefix = ObjectPrefix(folder: base)
    }

    /// `lives/{id}/master.m3u8`
    package var masterPlaylist: ObjectKey { base.appending("master.m3u8") }

    /// `lives/{id}/{rendition}/media.m3u8`
    package func mediaPlaylist(_ rendition: Rendition) -> ObjectKey {
        base.appending(rendition.name).appending("media.m3u8")
    }

    /// `lives/{id}/{rendition}/{sequence}.ts`
    package func segment(_ sequence: Int, _ rendition: Rendition) -> ObjectKey {
        base.appending(rendition.name).appending("\(sequence).ts")
    }
}
