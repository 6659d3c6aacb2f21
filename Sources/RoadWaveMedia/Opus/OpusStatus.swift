internal import COpus

/// A status that libopus returned, with the library's own words.
struct OpusStatus: Error, CustomStringConvertible {
    let rawValue: Int32

    var description: String {
        guard let text = opus_strerror(rawValue) else { return "libopus status \(rawValue)" }
        return "libopus: \(String(cString: text))"
    }

    /// Throws unless `status` is `OPUS_OK` or a count.
    @discardableResult
    static func check(_ status: Int32, _ doing: String) throws(MediaError) -> Int {
        guard status >= 0 else {
            let code: MediaError.Code =
                switch status {
                case OPUS_INVALID_PACKET: .malformed
                case OPUS_BAD_ARG: .invalidArgument
                case OPUS_ALLOC_FAIL: .outOfMemory
                default: .codec
                }
            throw MediaError(code, "Opus could not \(doing)", cause: OpusStatus(rawValue: status))
        }
        return Int(status)
    }
}
