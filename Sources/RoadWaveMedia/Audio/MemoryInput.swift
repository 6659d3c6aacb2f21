internal import CFFmpeg

/// Bytes in memory as libavformat reads a file.
final class MemoryInput {
    let context: UnsafeMutablePointer<AVIOContext>
    private let bytes: [UInt8]
    private var position = 0

    /// What libavformat fetches at once: the size of its own file buffer.
    private static let bufferSize: Int32 = 32_768

    init(_ bytes: [UInt8]) throws(MediaError) {
        self.bytes = bytes
        guard let buffer = av_malloc(Int(Self.bufferSize)) else {
            throw MediaError(.outOfMemory, "no memory to read sound")
        }
        guard
            let context = avio_alloc_context(
                buffer.assumingMemoryBound(to: UInt8.self), Self.bufferSize, 0, nil,
                { opaque, output, size in MemoryInput.of(opaque)?.read(into: output, size) ?? 0 }, nil,
                { opaque, offset, whence in MemoryInput.of(opaque)?.seek(offset, whence) ?? -1 })
        else {
            av_free(buffer)
            throw MediaError(.outOfMemory, "no memory to read sound")
        }
        self.context = context
        // Unretained: the context lives no longer than this object, which frees it.
        context.pointee.opaque = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        // libavformat may have replaced the buffer.
        av_free(context.pointee.buffer)
        var context: UnsafeMutablePointer<AVIOContext>? = context
        avio_context_free(&context)
    }

    private static func of(_ opaque: UnsafeMutableRawPointer?) -> MemoryInput? {
        opaque.map { Unmanaged<MemoryInput>.fromOpaque($0).takeUnretainedValue() }
    }

    private func read(into output: UnsafeMutablePointer<UInt8>?, _ size: Int32) -> Int32 {
        let count = min(Int(size), bytes.count - position)
        guard count > 0, let output else { return cffmpeg_error_end_of_file() }
        bytes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { output.update(from: start + position, count: count) }
        }
        position += count
        return Int32(count)
    }

    private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        let base: Int
        switch whence & ~cffmpeg_seek_force() {
        case cffmpeg_seek_size(): return Int64(bytes.count)
        case SEEK_SET: base = 0
        case SEEK_CUR: base = position
        case SEEK_END: base = bytes.count
        default: return -1
        }
        let target = base.addingReportingOverflow(Int(offset))
        guard !target.overflow, (0...bytes.count).contains(target.partialValue) else { return -1 }
        position = target.partialValue
        return Int64(position)
    }
}
