extension TransportAddress {
    /// An IPv4 or IPv6 address, read and printed without the system's resolver.
    public enum IPAddress: Hashable, Sendable {
        /// The 32 bits of an IPv4 address, first octet highest.
        case v4(UInt32)
        /// The 128 bits of an IPv6 address: the upper and the lower 64 bits, first octet highest.
        case v6(UInt64, UInt64)

        /// Parses dotted decimal (RFC 6943 §3.1.1 strict form) or any IPv6 text form of RFC 4291 §2.2, without zone;
        /// `nil` when the text is neither.
        public init?(_ text: String) {
            if text.utf8.contains(UInt8(ascii: ":")) {
                guard let (high, low) = Self.parseVersion6(Substring(text)) else { return nil }
                self = .v6(high, low)
            } else {
                guard let bits = Self.parseVersion4(Substring(text)) else { return nil }
                self = .v4(bits)
            }
        }

        /// Whether the address is one of the machine itself: 127.0.0.0/8, ::1, or 127.0.0.0/8 mapped into IPv6.
        public var isLoopback: Bool {
            switch self {
            case .v4(let bits): bits >> 24 == 127
            case .v6(0, 1): true
            case .v6(0, let low): low >> 32 == 0xFFFF && (low >> 24) & 0xFF == 127
            case .v6: false
            }
        }

        /// An IPv4 address mapped into IPv6 (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) as the plain IPv4 address.
        ///
        /// A dual-stack socket reports IPv4 peers in mapped form. Without one form for both, one peer would have two
        /// addresses.
        public var unmapped: IPAddress {
            guard case .v6(0, let low) = self, low >> 32 == 0xFFFF else { return self }
            return .v4(UInt32(truncatingIfNeeded: low))
        }

        private static func parseVersion4(_ text: Substring) -> UInt32? {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4 else { return nil }
            var bits: UInt32 = 0
            for part in parts {
                // Some readers take a leading zero for octal: it is refused.
                guard (1...3).contains(part.utf8.count), part.count == 1 || part.first != "0",
                    part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                    let octet = UInt8(part)
                else { return nil }
                bits = bits << 8 | UInt32(octet)
            }
            return bits
        }

        private static func parseVersion6(_ text: Substring) -> (UInt64, UInt64)? {
            var head: [UInt16] = []
            var tail: [UInt16] = []
            // The longest form has 45 characters; anything longer is refused before it is split.
            guard text.utf8.count <= 45 else { return nil }
            var rest = text
            var isCompressed = false
            if let gap = text.firstRange(ofDoubleColonIn: text) {
                isCompressed = true
                guard let before = groups(text[..<gap.lowerBound], mayEndInVersion4: false) else { return nil }
                head = before
                rest = text[gap.upperBound...]
                guard let after = groups(rest, mayEndInVersion4: true) else { return nil }
                tail = after
            } else {
                guard let all = groups(rest, mayEndInVersion4: true) else { return nil }
                head = all
            }
            let count = head.count + tail.count
            // "::" stands for at least one group (RFC 5952 §4.2.2 requires it of writers; this reader accepts no empty
            // one).
            guard isCompressed ? count <= 7 : count == 8 else { return nil }
            let words = head + [UInt16](repeating: 0, count: 8 - count) + tail
            let high = words[..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
            let low = words[4...].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
            return (high, low)
        }

        private static func groups(_ text: Substring, mayEndInVersion4: Bool) -> [UInt16]? {
            if text.isEmpty { return [] }
            var words: [UInt16] = []
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if mayEndInVersion4, index == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
                    guard let bits = parseVersion4(part) else { return nil }
                    words += [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
                } else {
                    guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), part.allSatisfy(\.isASCII),
                        let word = UInt16(part, radix: 16)
                    else { return nil }
                    words.append(word)
                }
            }
            return words
        }
    }
}

extension Substring {
    fileprivate func firstRange(ofDoubleColonIn text: Substring) -> Range<Index>? {
        guard
            let first = text.indices.dropLast().first(where: { text[$0] == ":" && text[text.index(after: $0)] == ":" })
        else { return nil }
        return first..<text.index(first, offsetBy: 2)
    }
}

extension TransportAddress.IPAddress: CustomStringConvertible {
    /// Dotted decimal, or the canonical IPv6 text of RFC 5952.
    public var description: String {
        switch self {
        case .v4(let bits):
            return "\(bits >> 24).\(bits >> 16 & 0xFF).\(bits >> 8 & 0xFF).\(bits & 0xFF)"
        case .v6(let high, let low):
            let words = [high, low].flatMap { half in
                stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
            }
            guard let zeros = Self.longestZeroRun(in: words) else {
                return words.map { String($0, radix: 16) }.joined(separator: ":")
            }
            let before = words[..<zeros.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
            let after = words[zeros.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
            return before + "::" + after
        }
    }

    /// The first longest run of at least two zero groups (RFC 5952 §4.2).
    private static func longestZeroRun(in words: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        while start < words.count {
            guard words[start] == 0 else {
                start += 1
                continue
            }
            let end = words[start...].firstIndex { $0 != 0 } ?? words.count
            if end - start >= 2, end - start > (best?.count ?? 0) { best = start..<end }
            start = end
        }
        return best
    }
}
