internal import Foundation
internal import Glibc

/// The file of the entries that the database did not take before a node stopped: one entry of JSON on each line, in the
/// data directory.
///
/// It holds positions and the presence of users, so only the node's own user can read it.
struct AuditBacklog: Sendable {
    /// The most bytes that are read back: as many entries as can wait, of the usual size (some 300 bytes). It is also a
    /// bound on a file that the node did not write.
    private static let maximumSize = 32 << 20

    let path: String

    /// - Parameter directory: the data directory of the node.
    init(dataDirectory directory: String) { path = "\(directory)/audit-pending.jsonl" }

    /// Writes entries in place of those in the file: whole, and on the disk when this returns.
    /// - Returns: how many were written, oldest first: no more than can be read back.
    /// - Throws: `SystemError`.
    func keep(_ entries: [AuditEntry]) throws(SystemError) -> Int {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var (bytes, kept): ([UInt8], Int) = ([], 0)
        for entry in entries {
            guard let line = try? encoder.encode(entry), bytes.count + line.count < Self.maximumSize else { break }
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
            kept += 1
        }
        let (path, written) = (path, "\(path).new")
        // A file left by a crash may have other permissions.
        try Directory.removeFile(written)
        let file = try OpenFile(written, flags: O_WRONLY | O_CREAT | O_EXCL)
        try file.write(bytes)
        try file.synchronize()
        _ = try SystemError.retrying("rename to \(path)") { rename(written, path) }
        try OpenFile(Directory.parent(of: path) ?? "/", flags: O_RDONLY | O_DIRECTORY).synchronize()
        return kept
    }

    /// The entries in the file, and the number of lines that cannot be read.
    /// - Throws: `SystemError`; an absent file is no error.
    func read() throws(SystemError) -> (entries: [AuditEntry], unreadable: Int) {
        let bytes: [UInt8]
        do throws(SystemError) {
            let file = try OpenFile(path, flags: O_RDONLY)
            bytes = try file.read(0..<min(try file.size(), Self.maximumSize))
        } catch  where error.number == ENOENT {
            return ([], 0)
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let decoder = JSONDecoder()
        let entries = lines.compactMap { try? decoder.decode(AuditEntry.self, from: Data($0)) }
        return (entries, lines.count - entries.count)
    }

    /// Removes the file.
    /// - Throws: `SystemError`; an absent file is no error.
    func clear() throws(SystemError) { try Directory.removeFile(path) }
}
