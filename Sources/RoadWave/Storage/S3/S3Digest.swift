internal import Crypto
internal import RoadWaveRTC

/// The MD5 of bytes, which S3 returns as the entity tag of what it stored. It finds bytes that a network changed or lost;
/// it protects nothing against an attacker.
enum S3Digest {
    /// The digest in the form of an entity tag.
    static func entityTag(of bytes: [UInt8]) -> String {
        hexadecimal(Insecure.MD5.hash(data: bytes))
    }

    /// The entity tag of an object in parts: the MD5 of the MD5s of its parts, and their number. Amazon does not promise
    /// it, but it and every compatible service that we know have it.
    /// - Parameter tags: those of the parts, in order: each is a digest.
    static func entityTag(ofParts tags: [String]) -> String {
        let digests = tags.flatMap { tag in
            stride(from: 0, to: tag.utf8.count, by: 2).compactMap { offset in
                UInt8(tag.dropFirst(offset).prefix(2), radix: 16)
            }
        }
        return "\(hexadecimal(Insecure.MD5.hash(data: digests)))-\(tags.count)"
    }

    /// Whether a tag has the form of a digest: 32 hexadecimal digits.
    static func isDigest(_ tag: some StringProtocol) -> Bool {
        tag.utf8.count == 32 && tag.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    /// Whether a tag has the form of a digest, or of that of an object in parts.
    static func isObjectDigest(_ tag: String) -> Bool {
        let halves = tag.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digest = halves.first, isDigest(digest) else { return false }
        return halves.count == 1 || Int(digits: halves[1]) != nil
    }

    private static func hexadecimal(_ digest: Insecure.MD5Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
