internal import Glibc

extension DirectoryStorage {
    /// How many folders of objects are right beneath `prefix`; 0 where there is nothing. Reads one folder, whatever is in
    /// those beneath.
    func folderCount(in prefix: ObjectPrefix) async throws(StorageError) -> Int {
        let path = "\(root)/\(prefix.path)"
        return try await queues.run(on: prefix.path) { () throws(StorageError) in
            do throws(SystemError) {
                return try Directory.entries(path).count(where: \.isFolder)
            } catch  where error.number == ENOENT || error.number == ENOTDIR {
                return 0
            } catch {
                throw StorageError(
                    code: .unavailable, message: "the directory failed to list \"\(prefix.path)\"", cause: error)
            }
        }
    }
}
