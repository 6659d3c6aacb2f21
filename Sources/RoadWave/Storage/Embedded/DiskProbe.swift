internal import Glibc

/// Checks that files can be written in all of these folders, which may be on different disks.
struct DiskProbe: Sendable {
    /// A block of most file systems: a full disk may still have room for a name.
    private static let size = 4_096

    /// Absent folders are skipped.
    let folders: [String]
    private let queues = FileQueues(label: "roadwave.probe")

    init(folders: [String]) { self.folders = folders }

    /// Writes and removes a file in each folder; nil if that works, otherwise the failure in one English line.
    func failure() async -> String? {
        for folder in folders {
            let failure = await queues.run(on: folder) { () -> String? in
                do throws(SystemError) {
                    try Self.write(in: folder)
                    return nil
                } catch {
                    return switch error.number {
                    case ENOENT: nil
                    case ENOSPC, EDQUOT: "no space is left in \(folder): free some or grow the disk"
                    default: "the disk does not work: \(error)"
                    }
                }
            }
            if let failure { return failure }
        }
        return nil
    }

    private static func write(in folder: String) throws(SystemError) {
        let path = "\(folder)/.probe-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL)
        defer { try? Directory.removeFile(path) }
        try file.write([UInt8](repeating: 0, count: size))
        try file.synchronize()
    }
}
