/// One whole DTLS record, inspected before it is passed to the library.
///
/// Until the handshake is done, nothing is authenticated, and the library gives up at the first record that breaks the
/// protocol, or at an alert. Anyone who can send from the creator's address could end a live with 15 bytes. So only
/// records that can belong to an honest handshake are admitted.
///
/// See docs/decisions/webrtc.md, « No stranger's record ends a handshake or a connection ».
struct DTLSRecord {
    static let changeCipherSpec: UInt8 = 20
    static let alert: UInt8 = 21
    static let handshake: UInt8 = 22
    static let applicationData: UInt8 = 23

    /// Bytes of the longest handshake message that is reassembled: a certificate chain and its header.
    static let maximumMessageLength = DTLSContext.maximumChainSize + 1_024
    private let bytes: UnsafeRawBufferPointer

    /// - Parameter bytes: the header and the whole body.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether the record may be passed to the library during a handshake.
    /// - Parameters:
    ///   - role: our side of the handshake.
    ///   - isAnnounced: whether the session description contains the hash of a certificate (DER).
    func isAdmitted(
        duringHandshakeAs role: DTLSTransport.Role, isAnnounced: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        // DTLS 1.2, or 1.0 as a ClientHello has it (RFC 6347 §4.1).
        guard bytes[1] == 0xFE, bytes[2] == 0xFD || bytes[2] == 0xFF else { return false }
        switch (epoch, bytes[0]) {
        case (0, Self.changeCipherSpec): return bytes.count == DTLSRecords.headerLength + 1 && bytes.last == 1
        case (0, Self.handshake): return holdsFragments(for: role, isAnnounced: isAnnounced)
        // Epoch 1 contains only Finished: 24 bytes, encrypted.
        case (1, Self.handshake): return Self.finishedLengths.contains(bodyLength)
        // In epoch 0 anybody can send an alert, and application data is not allowed.
        default: return false
        }
    }

    /// Whether the record may be passed to the library after the handshake. Records in the clear, and records without
    /// room for a tag, are refused. The library ignores a record with a wrong tag (RFC 6347 §4.1.2.7). One that is too
    /// short for a tag would end the connection, whoever sent it.
    /// - Parameter overhead: bytes that the cipher adds to a record.
    func isAdmittedAfterHandshake(overhead: Int) -> Bool {
        epoch == 1 && (Self.alert...Self.applicationData).contains(bytes[0]) && bodyLength >= overhead
    }

    /// A header of 12 bytes and 12 bytes of data (RFC 5246 §7.4.9), a tag of 16 bytes, and 8 bytes of nonce if the
    /// cipher sends them (RFC 5288 §3, RFC 7905 §2).
    private static let finishedLengths = 40...48

    private var bodyLength: Int { bytes.count - DTLSRecords.headerLength }

    private var epoch: UInt16 { UInt16(bytes[3]) << 8 | UInt16(bytes[4]) }

    /// Whether the body consists only of whole fragments (RFC 6347 §4.2.2) of messages that the peer may send, each
    /// with its expected number, and contains no certificate that was not announced.
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

/// A fragment of a handshake message, or a whole message.
private struct Fragment {
    /// Type, length, number, offset, length of the fragment.
    static let headerLength = 12
    private static let certificateType: UInt8 = 11

    let type: UInt8
    /// The length of the whole message.
    let length: Int
    let number: Int
    let body: UnsafeRawBufferPointer

    /// The first fragment in some bytes; `nil` if it is incomplete, or exceeds its message.
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

    /// The unencrypted messages of a full handshake, by type and number (RFC 5246 §7.3, RFC 6347 §4.3.2). There are no
    /// session tickets; we ask for a certificate, and not for a cookie. Some servers ask for no certificate: FFmpeg's
    /// WHIP muxer, for example.
    ///
    /// The number is checked because the library keeps messages that come too early. A message with the number of
    /// another one would be taken in its place.
    func isExpected(by role: DTLSTransport.Role) -> Bool {
        switch role {
        // ClientHello, Certificate, ClientKeyExchange, CertificateVerify.
        case .server: [1: 0, 11: 1, 16: 2, 15: 3][type] == number
        // HelloVerifyRequest; then ServerHello, Certificate, ServerKeyExchange, perhaps CertificateRequest,
        // ServerHelloDone. After a HelloVerifyRequest each has a number one higher.
        case .client:
            ([3: 0...0, 2: 0...1, 11: 1...2, 12: 2...3, 13: 3...4, 14: 3...5][type])?.contains(number) ?? false
        }
    }

    /// The peer's own certificate, the first of the list (RFC 5246 §7.4.2), if this fragment is the whole message. An
    /// empty list gives an empty certificate, which was never announced.
    var certificate: UnsafeRawBufferPointer? {
        guard type == Self.certificateType, body.count == length else { return nil }
        guard body.count > 6 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let count = Int(body[3]) << 16 | Int(body[4]) << 8 | Int(body[5])
        return UnsafeRawBufferPointer(rebasing: body[6..<min(6 + count, body.count)])
    }
}
