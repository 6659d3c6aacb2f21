/// DTLS from a peer that has proven nothing: cut into records, filtered, packed, and received by both sides of a
/// handshake.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDTLS(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let datagram = [UInt8](UnsafeBufferPointer(start: data, count: size))
    datagram.withUnsafeBytes { bytes in
        let records = DTLSRecords.ranges(in: bytes)
        precondition(records.first.map { $0.lowerBound == 0 } ?? true)
        precondition(zip(records, records.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        for record in records { filter(UnsafeRawBufferPointer(rebasing: bytes[record])) }
        // Packing keeps every record, in order.
        let packed = DTLSRecords.datagrams(from: bytes, limit: DTLSTransport.maximumDatagramSize)
        precondition(packed.joined().elementsEqual(bytes.prefix(records.last?.upperBound ?? 0)))
    }
    handshake(datagram, as: .client)
    handshake(datagram, as: .server)
    return 0
}

/// A record that is admitted with no certificate announced is admitted with any.
private func filter(_ bytes: UnsafeRawBufferPointer) {
    let record = DTLSRecord(bytes)
    for role in [DTLSTransport.Role.client, .server] {
        let isAdmittedWithNone = record.isAdmitted(duringHandshakeAs: role) { _ in false }
        let isAdmittedWithAny = record.isAdmitted(duringHandshakeAs: role) { certificate in
            precondition(certificate.count < bytes.count)
            return true
        }
        precondition(isAdmittedWithAny || !isAdmittedWithNone)
    }
    _ = record.isAdmittedAfterHandshake(overhead: 16)
}

private let certificate = try? DTLSCertificate.generate()

/// The datagram twice: the second one meets a new attempt where the library gave up the first.
private func handshake(_ datagram: [UInt8], as role: DTLSTransport.Role) {
    guard let certificate,
        let transport = try? DTLSTransport(
            role: role, certificate: certificate, peerFingerprints: [certificate.fingerprint])
    else { preconditionFailure("OpenSSL makes no certificate or no connection") }
    transport.start(now: .zero)
    transport.receive(datagram, now: .zero)
    let later = MonotonicTime.zero + .milliseconds(150)
    transport.advance(to: later)
    transport.receive(datagram, now: later)
    while let action = transport.nextAction() {
        // No stranger's datagram ends a handshake.
        guard case .transmit(let sent) = action, !sent.isEmpty else { preconditionFailure("\(action)") }
    }
    precondition(!transport.isConnected)
}
