internal import Crypto

/// The identity of a log: the digest of its bytes up to the end of the first line with a request's identifier, which is
/// random. It stays the same when the log grows, is renamed, copied or compressed, and when another machine reads it.
/// See docs/decisions/billing.md, « A log is known by its first line ».
struct LogFingerprint: Hashable, Sendable {
    /// The bytes that are read for it: before such a line, only garbage can stand.
    static let headBytes = 65_536
    /// What stands in a line with an identifier. It must never change: an older log would count as another one.
    private static let mark = Array(#""id":""#.utf8)

    /// The first bytes of the log, which make it.
    let length: Int
    /// Their SHA-256, in hexadecimal digits.
    let digest: String

    /// - Parameter head: the first bytes of a log, at most ``headBytes``.
    /// - Returns: nil if the log has no such line yet: then it has nothing to count either.
    init?(head: [UInt8]) {
        var start = 0
        var found: Int?
        while found == nil, let end = head[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if head[start..<end].contains(Self.mark) { found = end + 1 }
            start = end + 1
        }
        guard let length = found ?? (head.count >= Self.headBytes ? Self.headBytes : nil) else { return nil }
        self.length = length
        digest = Self.digest(head[..<length])
    }

    /// Whether a log still begins so. If not, another log was written in its place while it was read.
    /// - Parameter head: its first ``length`` bytes by now; fewer if it has fewer.
    func matches(_ head: [UInt8]) -> Bool { head.count == length && Self.digest(head[...]) == digest }

    private static func digest(_ bytes: ArraySlice<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).map { String(String(256 + UInt16($0), radix: 16).dropFirst()) }.joined()
    }
}
