internal import Glibc

/// The files of Linux with the load of the machine.
struct MachineFiles: Sendable {
    /// Far more than any of them has: a line of `/proc/stat` for each of a thousand processors.
    private static let largest = 1 << 20

    /// The folder of the files: empty for those of this machine; tests have their own.
    var root = ""

    /// The whole text of a file; nil if it cannot be read.
    func text(_ path: String) -> String? {
        // These files have no size, and `OpenFile` does not follow the links that lead to some of them.
        let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < Self.largest {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The whole number that a file has; nil for anything else, such as `max`.
    func number(_ path: String) -> Double? {
        text(path).flatMap { Double($0.trimmingPrefix { $0.isWhitespace }.prefix { !$0.isWhitespace }) }
    }

    /// The number after a name in a file of `NAME NUMBER` lines, also of `NAME: NUMBER kB`.
    func number(_ name: String, in path: String) -> Double? {
        for line in (text(path) ?? "").split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ":" })
            guard words.count >= 2, words[0] == Substring(name) else { continue }
            return Double(words[1])
        }
        return nil
    }
}
