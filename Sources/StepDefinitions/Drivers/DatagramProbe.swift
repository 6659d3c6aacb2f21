internal import Dispatch
internal import Glibc

/// Asks a UDP server whether it is alive, with a STUN binding request that carries no credentials.
///
/// RFC 8489 §9.1.3: a server answers such a request with error 400. So an answer proves that the ingest's socket is
/// bound, read, and understands STUN, without a live.
enum DatagramProbe {
    /// What was answered, and how long a request and its answer took.
    private typealias Answer = (code: Int, time: Duration)

    /// The STUN error code of the answer, or nil when none comes within a second, three times.
    static func stunErrorCode(from address: String) async -> Int? { await answer(from: address)?.code }

    /// How long a request and its answer take; nil when none comes. Over a network that delays and loses nothing, the answer
    /// is that to the first request, however many were sent meanwhile: all are the same.
    static func roundTrip(to address: String) async -> Duration? { await answer(from: address)?.time }

    private static func answer(from address: String) async -> Answer? {
        await withCheckedContinuation { continuation in
            // The probe blocks its thread, which may not be one of Swift's own few.
            DispatchQueue.global().async { continuation.resume(returning: probe(address)) }
        }
    }

    /// Asks, and waits for the answer.
    private static func probe(_ address: String) -> Answer? {
        let parts = address.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        var server = sockaddr_in()
        server.sin_family = sa_family_t(AF_INET)
        server.sin_port = port.bigEndian
        guard inet_pton(AF_INET, String(parts[0]), &server.sin_addr) == 1 else { return nil }

        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let connected = withUnsafePointer(to: server) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return nil }

        let request = bindingRequest()
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 1...3 {
            guard send(socket, request, request.count, 0) == request.count else { return nil }
            var answer = [UInt8](repeating: 0, count: 1_500)
            let count = recv(socket, &answer, answer.count, 0)
            guard count > 0 else { continue }
            let code = errorCode(in: Array(answer.prefix(count)), transaction: Array(request[8..<20]))
            return code.map { ($0, clock.now - start) }
        }
        return nil
    }

    /// A binding request (RFC 8489 §5) with a FINGERPRINT (§14.7) and nothing else.
    private static func bindingRequest() -> [UInt8] {
        var bytes: [UInt8] = [0x00, 0x01, 0x00, 0x08, 0x21, 0x12, 0xA4, 0x42]
        bytes += (0..<12).map { _ in UInt8.random(in: .min ... .max) }
        let fingerprint = crc32(bytes) ^ 0x5354_554E
        bytes += [0x80, 0x28, 0x00, 0x04]
        withUnsafeBytes(of: fingerprint.bigEndian) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The ERROR-CODE (RFC 8489 §14.8) of an error response to `transaction`.
    private static func errorCode(in bytes: [UInt8], transaction: [UInt8]) -> Int? {
        guard bytes.count >= 20, bytes[0] == 0x01, bytes[1] == 0x11, Array(bytes[8..<20]) == transaction else {
            return nil
        }
        var offset = 20
        while offset + 4 <= bytes.count {
            let isErrorCode = bytes[offset] == 0x00 && bytes[offset + 1] == 0x09
            if isErrorCode, offset + 8 <= bytes.count {
                let hundreds = Int(bytes[offset + 6] & 0x07)
                return hundreds * 100 + Int(bytes[offset + 7])
            }
            let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
            offset += 4 + (length + 3) / 4 * 4
        }
        return nil
    }

    /// The CRC of ITU-T V.42, bit by bit.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 {
                let isOdd = sum & 1 == 1
                sum >>= 1
                if isOdd { sum ^= 0xEDB8_8320 }
            }
        }
        return ~sum
    }
}
