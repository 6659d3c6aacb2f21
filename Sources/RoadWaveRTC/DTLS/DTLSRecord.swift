/// One whole DTLS record, looked at before the library is given it.
///
/// Until the handshake is done nothing is authenticated, and the library gives up at the first record that breaks the
/// protocol, or at an alert. Anyone who can send from the creator's address could end a live with 15 bytes. So only
/// records that an honest handshake can hold get through.
///
/// See docs/decisions/webrtc.md, « No stranger's record ends a handshake or a connection ».
struct DTLSRecord {
    static let changeCipherSpec: UInt8 = 20
    static let alert: UInt8 = 21
    static let handshake: UInt8 = 22
    static let applicationData: UInt8 = 23

    /// Bytes of the longest handshake message that is put together: a certificate chain, and its header.
    static let maximumMessageLength = DTLSContext.maximumChainSize + 1_024
    private let bytes: UnsafeRawBufferPointer

    /// - Parameter bytes: the header and the whole body.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether the library may see the record during a handshake.
    /// - Parameters:
    ///   - role: ours.
    ///   - isAnnounced: whether a certificate (DER) is one that the session description names.
    func isAdmitted(
        duringHandshakeAs role: DTLSTransport.Role, isAnnounced: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        // DTLS 1.2, or 1.0 as a ClientHello has it (RFC 6347 §4.1).
        guard bytes[1] == 0xFE, bytes[2] == 0xFD || bytes[2] == 0xFF else { return false }
        switch (epoch, bytes[0]) {
        case (0, Self.changeCipherSpec): return bytes.count == DTLSRecords.headerLength + 1 && bytes.last == 1
        case (0, Self.handshake): return holdsFragments(for: role, isAnnounced: isAnnounced)
        // In epoch 1 there is only Finished: 24 bytes, encrypted.
        case (1, Self.handshake): return Self.finishedLengths.contains(bodyLength)
        // In epoch 0 an alert is anybody's word, and application data has no place.
        default: return false
        }
    }

    /// Whether the library may see the record once the handshake is done: nothing in the clear, and nothing that has no room
    /// for a tag. A record whose tag is wrong is ignored (RFC 6347 §4.1.2.7); one that is too short for a tag would end the
    /// connection, whoever sent it.
    /// - Parameter overhead: bytes that the cipher adds to a record.
    func isAdmittedAfterHandshake(overhead: Int) -> Bool {
        epoch == 1 && (Self.alert...Self.applicationData).contains(bytes[0]) && bodyLength >= overhead
    }

    /// A header of 12 bytes and 12 bytes of data (RFC 5246 §7.4.9), with a tag of 16 bytes, and 8 of nonce where the cipher
    /// sends them (RFC 5288 §3, RFC 7905 §2).
    private static let finishedLengths = 40...48

    private var bodyLength: Int { bytes.count - DTLSRecords.headerLength }

    private var epoch: UInt16 { UInt16(bytes[3]) << 8 | UInt16(bytes[4]) }

    /// Whether the body is nothing but whole fragments (RFC 6347 §4.2.2) of messages that the peer may send, each with its
    /// number, and no certificate but an announced one.
    private func holdsFragments(
        for role: DTLSTransport.Role, isAnnounced: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        var rest = UnsafeRawBufferPointer(rebasing: bytes[DTLSRecords.headerLength...])
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            guard let fragment = Fragment(rest), fragment.isExpected(by: role),
                fragment.length <= Self.maximumMessageLength
            else { return false }
            if let certificate = fragment.certificate, !isAnnounced(certificate) { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[(Fragment.headerLength + fragment.body.count)...])
        }
        return true
    }
}

/// A fragment of a handshake message, or a whole one.
private struct Fragment {
    /// Type, length, number, offset, length of the fragment.
    static let headerLength = 12
    private static let certificateType: UInt8 = 11

    let type: UInt8
    /// Of the whole message.
    let length: Int
    let number: Int
    let body: UnsafeRawBufferPointer

    /// The first fragment of some bytes; `nil` when it is not whole, or reaches beyond its message.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.headerLength else { return nil }
        func three(at offset: Int) -> Int {
            Int(bytes[offset]) << 16 | Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2])
        }
        type = bytes[0]
        length = three(at: 1)
        number = Int(bytes[4]) << 8 | Int(bytes[5])
        let (offset, count) = (three(at: 6), three(at: 9))
        guard bytes.count - Self.headerLength >= count, offset + count <= length, count > 0 || length == 0 else {
            return nil
        }
        body = UnsafeRawBufferPointer(rebasing: bytes[Self.headerLength..<Self.headerLength + count])
    }

    /// The messages of a full handshake in the clear, by type and number (RFC 5246 §7.3, RFC 6347 §4.3.2): there are no
    /// session tickets, we ask for a certificate and for no cookie. Not every server asks for one: FFmpeg's WHIP muxer does
    /// not.
    ///
    /// The number is part of it, since the library keeps messages that come too early: one under the number of another
    /// would be taken in its place.
    func isExpected(by role: DTLSTransport.Role) -> Bool {
        switch role {
        // ClientHello, Certificate, ClientKeyExchange, CertificateVerify.
        case .server: [1: 0, 11: 1, 16: 2, 15: 3][type] == number
        // HelloVerifyRequest; then ServerHello, Certificate, ServerKeyExchange, perhaps CertificateRequest, ServerHelloDone,
        // each one later behind a HelloVerifyRequest.
        case .client:
            ([3: 0...0, 2: 0...1, 11: 1...2, 12: 2...3, 13: 3...4, 14: 3...5][type])?.contains(number) ?? false
        }
    }

    /// The peer's own certificate, the first of the list (RFC 5246 §7.4.2), when the whole message is here. An empty list
    /// has none, which nobody announced.
    var certificate: UnsafeRawBufferPointer? {
        guard type == Self.certificateType, body.count == length else { return nil }
        guard body.count > 6 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let count = Int(body[3]) << 16 | Int(body[4]) << 8 | Int(body[5])
        return UnsafeRawBufferPointer(rebasing: body[6..<min(6 + count, body.count)])
    }
}
