internal import CFileStatus
internal import Glibc

/// A log in a file of this machine, compressed with gzip or not, or on standard input.
final class LogFile: LogReader {
    let path: String
    let inode: UInt64?
    private let bytes: Bytes
    /// The uncompressed size modulo 2³², from the end of the file.
    private let uncompressedSize: UInt32?

    private enum Bytes {
        case file(FileBytes)
        case stream(StreamBytes)
    }

    /// Opens a log. A link is not followed.
    init(path: String) throws(SystemError) {
        self.path = path
        let file = FileBytes(try OpenFile(path, flags: O_RDONLY | O_NONBLOCK))
        let status = try file.file.status()
        guard status.is_regular else { throw SystemError(number: EINVAL, call: "read \(path)") }
        inode = status.inode
        // RFC 1952: the file begins with a magic number, and ends with the size.
        guard try file.file.read(0..<2) == [0x1F, 0x8B] else {
            (bytes, uncompressedSize) = (.file(file), nil)
            return
        }
        let size = Int(status.size)
        let end = try file.file.read(max(0, size - 4)..<size)
        uncompressedSize = end.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        bytes = .stream(StreamBytes(try Decompression(of: file.file)))
    }

    /// The log on standard input.
    init() {
        path = "-"
        inode = nil
        uncompressedSize = nil
        bytes = .stream(StreamBytes(StandardInput()))
    }

    func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        switch bytes {
        case .file(let file): try file.file.read(Int(offset)..<Int(offset) + count)
        case .stream(let stream): try stream.read(count, at: offset)
        }
    }

    func endsAt(_ offset: Int64) -> Bool {
        guard let uncompressedSize, offset > 0 else { return false }
        return UInt32(truncatingIfNeeded: offset) == uncompressedSize
    }

    /// A file descriptor in a class: enums hold no noncopyable values that are used in place.
    private final class FileBytes {
        let file: OpenFile

        init(_ file: consuming OpenFile) { self.file = file }
    }
}

extension LogFile {
    /// The log at a path with its rotated logs, whose names continue with `.` or `-`; or all logs of a folder. In the
    /// order of their names.
    static func paths(_ path: String) throws(SystemError) -> [String] {
        var absence: SystemError?
        do throws(SystemError) {
            if try Directory.status(of: path).is_directory {
                return try Directory.entries(path).filter { !$0.isFolder }.map { "\(path)/\($0.name)" }.sorted()
            }
        } catch  where error.number == ENOENT {
            // Just rotated, and not created again yet.
            absence = error
        }
        let folder = Directory.parent(of: path) ?? (path.hasPrefix("/") ? "" : ".")
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let rotated = try Directory.entries(folder.isEmpty ? "/" : folder).filter { entry in
            !entry.isFolder && (entry.name.hasPrefix(name + ".") || entry.name.hasPrefix(name + "-"))
        }
        if let absence, rotated.isEmpty { throw absence }
        return (absence == nil ? [path] : []) + rotated.map { "\(folder)/\($0.name)" }.sorted()
    }
}

/// The bytes of a stream by their offsets: the first ones are kept, and those after the last requested offset.
final class StreamBytes {
    private let stream: any ByteStream
    private var head: [UInt8] = []
    /// Bytes from ``start`` on.
    private var window: [UInt8] = []
    private var start: Int64 = 0
    private var isAtEnd = false

    init(_ stream: any ByteStream) { self.stream = stream }

    func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        if offset < start {
            let first = Int(clamping: offset)
            return first < head.count ? Array(head[first..<min(first + count, head.count)]) : []
        }
        while !isAtEnd, start + Int64(window.count) < offset + Int64(count) {
            // Bytes before the offset are not requested again, except the head.
            drop(before: offset)
            let more = try stream.next(65_536)
            isAtEnd = more.isEmpty
            if head.count < LogFingerprint.headBytes {
                head += more.prefix(LogFingerprint.headBytes - head.count)
            }
            window += more
        }
        drop(before: offset)
        let first = Int(clamping: offset - start)
        return first < window.count ? Array(window[first..<min(first + count, window.count)]) : []
    }

    private func drop(before offset: Int64) {
        // The head stays in the window until more is requested: a log may be short.
        let count = min(Int(clamping: offset - start), window.count)
        guard count > 0 else { return }
        window.removeFirst(count)
        start += Int64(count)
    }
}
