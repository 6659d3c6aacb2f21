internal import Foundation
internal import Glibc

/// The file for what the database did not take before a node stopped: one entry of JSON a line, in the data directory.
///
/// It holds positions and who was where, so that only the node's own user reads it.
struct AuditBacklog: Sendable {
    /// The most that is read back: as many entries as can wait, of the size that ours have (some 300 bytes), and a bound
    /// on a file that is none of ours.
    private static let maximumSize = 32 << 20

    let path: String

    /// - Parameter directory: the data directory of the node.
    init(dataDirectory directory: String) { path = "\(directory)/audit-pending.jsonl" }

    /// Keeps entries in place of those that were kept: whole, and on the disk when this returns.
    /// - Returns: how many are kept, the oldest: no more than can be read back.
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
        // One that a crash left may have other permissions.
        try Directory.removeFile(written)
        let file = try OpenFile(written, flags: O_WRONLY | O_CREAT | O_EXCL)
        try file.write(bytes)
        try file.synchronize()
        _ = try SystemError.retrying("rename to \(path)") { rename(written, path) }
        try OpenFile(Directory.parent(of: path) ?? "/", flags: O_RDONLY | O_DIRECTORY).synchronize()
        return kept
    }

    /// What was kept, and how many lines are none of ours.
    /// - Throws: `SystemError`; to have kept nothing is no error.
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

    /// Forgets what was kept.
    /// - Throws: `SystemError`; to have kept nothing is no error.
    func clear() throws(SystemError) { try Directory.removeFile(path) }
}
