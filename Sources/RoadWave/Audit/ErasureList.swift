internal import Crypto
internal import Foundation
internal import Glibc

/// The erased users, as keyed hashes: two files outside the database and its backups.
///
/// After a restore, the users of the backup whose hashes are in the list are erased again. Without the key, nobody can
/// tell from the list, or from the audit trail, who was erased. See docs/decisions/audit.md, « Erasure ».
struct ErasureList: Sendable {
    private struct Entry: Codable {
        var at: String
        var subject: String
    }

    /// The most bytes that are read: enough for some hundred thousand erasures.
    private static let maximumSize = 32 << 20
    private static let keySize = 32

    /// The directory of the files.
    let directory: String
    private let key: SymmetricKey
    private var path: String { "\(directory)/erasures.jsonl" }

    /// Opens the list in a directory, and makes its key if there is neither.
    /// - Throws: `RoadWaveError` with code `storage`; also if the key is lost, since nobody in the list would be found.
    init(directory: String) throws(RoadWaveError) {
        self.directory = directory
        do throws(SystemError) {
            key = try Self.key(in: directory)
        } catch {
            throw RoadWaveError(.storage, "cannot use the list of erased users in \(directory)", cause: error)
        }
    }

    private static func key(in directory: String) throws(SystemError) -> SymmetricKey {
        let path = "\(directory)/erasures.key"
        do throws(SystemError) {
            let file = try OpenFile(path, flags: O_RDONLY)
            let bytes = try file.read(0..<min(try file.size(), keySize))
            guard bytes.count == keySize else { throw SystemError(number: EINVAL, call: "read the whole key \(path)") }
            return SymmetricKey(data: bytes)
        } catch  where error.number == ENOENT {
            guard access("\(directory)/erasures.jsonl", F_OK) != 0 else { throw error }
            let key = SymmetricKey(size: .bits256)
            let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL)
            try file.write(key.withUnsafeBytes { Array($0) })
            try file.synchronize()
            try OpenFile("\(directory)/.", flags: O_RDONLY | O_DIRECTORY).synchronize()
            return key
        }
    }

    /// The name of a user in the list and in the audit trail: HMAC-SHA256 of the identity, in hexadecimal.
    func subject(of user: UserID) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(user.description.utf8), using: key)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Adds a user. It is on the disk when this returns.
    func add(_ user: UserID, at date: WallDate) throws(RoadWaveError) {
        do throws(SystemError) {
            let entry = Entry(at: date.description, subject: subject(of: user))
            let line = (try? JSONEncoder().encode(entry)).map { Array($0) } ?? []
            let file = try OpenFile(path, flags: O_RDWR | O_CREAT | O_APPEND)
            let size = try file.size()
            let (end, lineFeed) = (try file.read(max(0, size - 1)..<size), [UInt8(ascii: "\n")])
            // A crash may have cut the last line off. Written behind it, the new line could not be read.
            let isCutOff = !end.isEmpty && end != lineFeed
            try file.write((isCutOff ? lineFeed : []) + line + lineFeed)
            try file.synchronize()
            if size == 0 { try OpenFile("\(directory)/.", flags: O_RDONLY | O_DIRECTORY).synchronize() }
        } catch {
            throw RoadWaveError(.storage, "cannot add to the list of erased users in \(directory)", cause: error)
        }
    }

    /// When each user of the list was erased, by their names in the list.
    func dates() throws(RoadWaveError) -> [String: [WallDate]] {
        let bytes: [UInt8]
        do throws(SystemError) {
            let file = try OpenFile(path, flags: O_RDONLY)
            bytes = try file.read(0..<min(try file.size(), Self.maximumSize))
        } catch  where error.number == ENOENT {
            return [:]
        } catch {
            throw RoadWaveError(.storage, "cannot read the list of erased users in \(directory)", cause: error)
        }
        var dates: [String: [WallDate]] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // An incomplete line, after a crash, is skipped.
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)),
                let at = WallDate(parsing: entry.at)
            else { continue }
            dates[entry.subject, default: []].append(at)
        }
        return dates
    }
}
