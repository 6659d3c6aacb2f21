/// One range of a `Range: bytes=` header (RFC 9110 §14.1.2).
enum ByteRange: Equatable {
    /// From a first byte to a last byte, or to the end.
    case from(Int, through: Int?)
    /// The last bytes.
    case suffix(Int)

    /// Parses a `Range` header; nil if it must be ignored: another unit, several ranges, or malformed.
    ///
    /// RFC 9110 §14.2 lets a server ignore the header, and segments are too small for several ranges to make sense.
    init?(header: String) {
        guard header.hasPrefix("bytes=") else { return nil }
        let range = header.dropFirst("bytes=".count)
        guard let dash = range.firstIndex(of: "-") else { return nil }
        let first = range[..<dash]
        let last = range[range.index(after: dash)...]
        switch (Self.number(first), Self.number(last)) {
        case (let first?, let last?) where first <= last: self = .from(first, through: last)
        case (let first?, nil) where last.isEmpty: self = .from(first, through: nil)
        case (nil, let length?) where first.isEmpty: self = .suffix(length)
        default: return nil
        }
    }

    /// The bytes of the range in a representation of this size; nil if there are none.
    func resolve(size: Int) -> Range<Int>? {
        switch self {
        case .from(let first, let last):
            guard first < size else { return nil }
            return first..<min(last.map { $0.saturatingSuccessor } ?? size, size)
        case .suffix(let length):
            guard length > 0, size > 0 else { return nil }
            return max(0, size - length)..<size
        }
    }

    /// Digits only: `Int` would accept a sign.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}

extension Int {
    fileprivate var saturatingSuccessor: Int { self == .max ? .max : self + 1 }
}
