internal import Crypto

/// The identity of a log: the digest of its bytes up to the end of the first line with a request's identifier, which is
/// random. It stays the same when the log grows, is renamed, copied or compressed, and when another machine reads it.
/// See docs/decisions/billing.md, « A log is known by its first line ».
struct LogFingerprint: Hashable, Sendable {
    /// The bytes that are read for it. Only garbage can precede such a line.
    static let headBytes = 65_536
    /// The mark of a line with an identifier. It must never change: older logs would count as new ones.
    private static let mark = Array(#""id":""#.utf8)

    /// The number of first bytes that are hashed.
    let length: Int
    /// Their SHA-256, in hexadecimal digits.
    let digest: String

    /// - Parameter head: the first bytes of a log, at most ``headBytes``.
    /// - Returns: nil if the log has no such line yet, and so nothing to count.
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

    /// Whether a log still begins with these bytes. If not, another log has replaced it during the reading.
    /// - Parameter head: its current first ``length`` bytes; fewer if it is shorter.
    func matches(_ head: [UInt8]) -> Bool { head.count == length && Self.digest(head[...]) == digest }

    private static func digest(_ bytes: ArraySlice<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).map { String(String(256 + UInt16($0), radix: 16).dropFirst()) }.joined()
    }
}
