/// RTP and RTCP, as they come out of SRTP from a peer that may be hostile all the same: read, written and read again;
/// then numbers and timestamps of the fuzzer's choice through what orders, counts and asks again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRTP(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let datagram = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let packet = try? RTPPacket(parsing: datagram) {
        precondition((try? RTPPacket(parsing: packet.serialized())) == packet)
    }
    if let compound = try? RTCPCompound(parsing: datagram) {
        let written = compound.serialized()
        let known = RTCPCompound(compound.packets.filter { if case .other = $0 { false } else { true } })
        precondition(known.packets.isEmpty || (try? RTCPCompound(parsing: written)).map(canonical) == canonical(known))
    }
    order(datagram)
    return 0
}

/// A compound whose lists of lost packets are sorted: a list may be written in another order than it was read.
private func canonical(_ compound: RTCPCompound) -> [RTCPPacket] {
    compound.packets.map { packet in
        guard case .genericNACK(var nack) = packet else { return packet }
        nack.sequenceNumbers = Set(nack.sequenceNumbers).sorted()
        return .genericNACK(nack)
    }
}

/// Eight bytes a packet: source, number, timestamp, and the milliseconds since the last.
private func order(_ bytes: [UInt8]) {
    var buffer = JitterBuffer(configuration: .init(capacity: 32))
    var statistics = ReceptionStatistics(ssrc: 0)
    var requests = RetransmissionRequests()
    var now = MonotonicTime.zero
    var reader = ByteReader(bytes)
    while let source = reader.readUInt8(), let number = reader.readUInt16(), let timestamp = reader.readUInt32(),
        let elapsed = reader.readUInt8()
    {
        now += .milliseconds(Int64(elapsed))
        let packet = RTPPacket(
            payloadType: 111, sequenceNumber: number, timestamp: timestamp, ssrc: UInt32(source >> 6), payload: [])
        _ = buffer.insert(packet, duration: 960, now: now)
        statistics.receive(sequenceNumber: number, timestamp: timestamp, now: now)
        requests.receive(number, now: now)
        _ = requests.due(now: now)
        _ = statistics.makeReport(now: now)
        // Sometimes nobody takes what is ready: it must not grow.
        if source & 0x20 == 0 {
            while let output = buffer.pop(now: now) {
                if case .gap(let samples, _) = output { precondition((1...480_000).contains(samples)) }
            }
        }
        precondition(buffer.waitingCount <= 64)
    }
}
