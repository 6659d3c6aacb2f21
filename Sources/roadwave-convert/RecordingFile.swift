internal import Foundation
internal import RoadWaveMedia

/// A recording on a disk, read piece by piece: an hour is some thirty megabytes, which a conversion need not keep.
final class RecordingFile: RecordingSource {
    let size: Int64
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ConvertError("\(path): \(String(cString: strerror(errno)))") }
        size = Int64(max(0, lseek(descriptor, 0, SEEK_END)))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        var status = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            status = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            written = max(0, status)
        }
        guard status >= 0 else { throw ConvertError("\(path): \(String(cString: strerror(errno)))") }
        return bytes
    }
}
