internal import Foundation

/// The small objects that probes put, and delete.
enum StorageProbes {
    /// The folder of all of them. A process that is killed leaves one there, until a sweep.
    static let folder = "health"
}

extension ObjectStorage {
    /// Writes, reads and deletes a small object, as a live would. Each probe uses a different object, so two may run at
    /// once.
    /// - Returns: the failure in one English line; nil if the storage works.
    func probe() async -> String? {
        do {
            let key = try ObjectKey("\(StorageProbes.folder)/\(UUID().uuidString.lowercased())")
            let probe = Array("ready".utf8)
            try await put(probe, key: key)
            let found = try await get(key).bytes
            try await delete(key)
            return found == probe ? nil : "the storage gave back other bytes than were put"
        } catch {
            return "the storage does not work: \(error)"
        }
    }
}
