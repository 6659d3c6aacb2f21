/// The datagrams of the server.
extension Publisher {
    mutating func receiveCheck(_ datagram: [UInt8], _ source: TransportAddress, _ now: MonotonicTime) {
        switch state {
        case .offering, .ended: drop(.unexpected(.stun))
        case .connecting(var connection):
            let actions = connection.ice.receive(datagram, from: source, now: now)
            state = .connecting(connection)
            perform(actions, now)
        case .connected(var connection, let srtp):
            let actions = connection.ice.receive(datagram, from: source, now: now)
            state = .connected(connection, srtp)
            perform(actions, now)
        }
    }

    mutating func receiveHandshake(_ datagram: [UInt8], _ source: TransportAddress, _ now: MonotonicTime) {
        let connection: Connection
        switch state {
        case .offering, .ended: return drop(.unexpected(.dtls))
        case .connecting(let current), .connected(let current, _): connection = current
        }
        guard source == connection.destination else { return drop(.unknownSource) }
        if !connection.dtls.receive(datagram, now: now) { drop(.unexpected(.dtls)) }
        drainHandshake(now)
    }

    mutating func receiveControl(_ datagram: [UInt8], _ source: TransportAddress, _ now: MonotonicTime) {
        guard case .connected(let connection, let srtp) = state else { return drop(.unexpected(.rtcp)) }
        guard source == connection.destination else { return drop(.unknownSource) }
        var bytes = datagram
        do {
            try srtp.unprotectControl(&bytes)
        } catch {
            return drop(.srtp(error))
        }
        do {
            for packet in try RTCPCompound(parsing: bytes).packets { receive(packet, source, now) }
        } catch {
            drop(.rtcp(error))
        }
    }

    private mutating func receive(_ packet: RTCPPacket, _ source: TransportAddress, _ now: MonotonicTime) {
        switch packet {
        case .receiverReport(let report): note(report.reports, now)
        case .senderReport(let report): note(report.reports, now)
        case .genericNACK(let nack) where nack.mediaSSRC == configuration.ssrc:
            for number in nack.sequenceNumbers { sendAgain(number, to: source, now) }
        case .goodbye: end(.closedByServer)
        case .extendedReport(let report): stream.receive(report, now)
        case .genericNACK, .sourceDescription, .other: break
        }
    }

    private mutating func note(_ reports: [ReportBlock], _ now: MonotonicTime) {
        for report in reports where report.ssrc == configuration.ssrc {
            actions.append(.event(.reception(report, roundTrip: stream.roundTrip(report, now))))
        }
    }

    private mutating func sendAgain(_ number: UInt16, to destination: TransportAddress, _ now: MonotonicTime) {
        switch history.take(number, now: now) {
        case .bytes(let bytes):
            counters.retransmissions += 1
            actions.append(.transmit(bytes, to: destination))
        case .justSent: break
        case .missing: counters.retransmissionsMissed += 1
        }
    }
}
