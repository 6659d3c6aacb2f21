internal import COpenSSL

/// The library's error queue, one per thread.
///
/// It must be empty before an operation whose result goes through `SSL_get_error`: a line left there by another
/// connection on the same thread would be taken for this one's failure.
enum OpenSSLErrorQueue {
    /// Forgets everything.
    static func clear() {
        ERR_clear_error()
    }

    /// Takes the oldest reason, the root of a failure, and forgets the rest; `nil` when the queue is empty.
    static func drain() -> String? {
        let code = ERR_get_error()
        guard code != 0 else { return nil }
        ERR_clear_error()
        // 256 bytes is what the manual of ERR_error_string_n asks for at least.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer -> String? in
            guard let start = buffer.baseAddress else { return nil }
            ERR_error_string_n(code, start, buffer.count)
            return String(cString: start)
        }
    }
}
