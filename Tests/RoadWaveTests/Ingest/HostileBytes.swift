/// Deterministic noise, and what an attacker makes of real datagrams.
struct HostileBytes: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }

    /// Noise of every length and first byte, empty datagrams and ones over any MTU included.
    mutating func noise(count: Int) -> [[UInt8]] {
        (0..<count).map { index in
            var bytes = noise(length: index % 100 == 0 ? 9_000 : Int.random(in: 0...400, using: &self))
            if !bytes.isEmpty { bytes[0] = UInt8(index % 256) }
            return bytes
        }
    }

    mutating func noise(length: Int) -> [UInt8] {
        (0..<length).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// A copy for each byte of a datagram, with one bit of it turned.
    mutating func flipped(_ datagram: some Sequence<UInt8>) -> [[UInt8]] {
        let datagram = Array(datagram)
        return datagram.indices.map { index in
            var copy = datagram
            copy[index] ^= 1 << UInt8.random(in: 0...7, using: &self)
            return copy
        }
    }

    /// Every beginning of a datagram, the whole excluded.
    static func truncated(_ datagram: [UInt8]) -> [[UInt8]] {
        datagram.indices.map { Array(datagram[..<$0]) }
    }
}
