internal import COpenSSL

/// The library's error queue, one per thread.
///
/// It must be empty before an operation whose result goes through `SSL_get_error`: an error of another connection on
/// the same thread would otherwise be taken for an error of this operation.
enum OpenSSLErrorQueue {
    /// Removes all errors.
    static func clear() {
        ERR_clear_error()
    }

    /// The oldest reason, which is the root of a failure; `nil` when the queue is empty. The queue is then empty.
    static func drain() -> String? {
        let code = ERR_get_error()
        guard code != 0 else { return nil }
        ERR_clear_error()
        // The manual of ERR_error_string_n asks for at least 256 bytes.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer -> String? in
            guard let start = buffer.baseAddress else { return nil }
            ERR_error_string_n(code, start, buffer.count)
            return String(cString: start)
        }
    }
}
