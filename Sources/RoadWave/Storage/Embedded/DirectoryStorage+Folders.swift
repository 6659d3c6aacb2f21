internal import Glibc

extension DirectoryStorage {
    /// The names of the folders of objects right beneath `prefix`, in no order; none where there is nothing. Reads one
    /// folder, whatever is in those beneath.
    func folders(in prefix: ObjectPrefix) async throws(StorageError) -> [String] {
        let path = "\(root)/\(prefix.path)"
        return try await queues.run(on: prefix.path) { () throws(StorageError) in
            do throws(SystemError) {
                return try Directory.entries(path).filter(\.isFolder).map(\.name)
            } catch  where error.number == ENOENT || error.number == ENOTDIR {
                return []
            } catch {
                throw StorageError(
                    code: .unavailable, message: "the directory failed to list \"\(prefix.path)\"", cause: error)
            }
        }
    }
}
