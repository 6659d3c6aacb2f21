internal import CFFmpeg

/// A negative status of an FFmpeg library, with the library's own words.
struct FFmpegStatus: Error, CustomStringConvertible {
    let rawValue: Int32

    var description: String {
        var text = [CChar](repeating: 0, count: Int(AV_ERROR_MAX_STRING_SIZE))
        av_strerror(rawValue, &text, text.count)
        return "FFmpeg: \(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))"
    }

    /// Throws a `MediaError` of `code` when `status` is negative; else gives it back.
    @discardableResult
    static func check(
        _ status: Int32, _ code: MediaError.Code, _ message: @autoclosure () -> String
    ) throws(MediaError) -> Int32 {
        guard status < 0 else { return status }
        let code = status == cffmpeg_error_out_of_memory() ? .outOfMemory : code
        throw MediaError(code, message(), cause: FFmpegStatus(rawValue: status))
    }
}
