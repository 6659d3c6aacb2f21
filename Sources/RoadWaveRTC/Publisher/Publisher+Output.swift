/// What the owner has to do.
extension Publisher {
    mutating func perform(_ iceActions: [ICEControllingAgent.Action], _ now: MonotonicTime) {
        for action in iceActions {
            switch action {
            case .transmit(let bytes, let address): actions.append(.transmit(bytes, to: address))
            case .connected:
                followPath(now)
            case .failed(let failure): end(.unreachable(failure))
            case .dropped(let reason): drop(.ice(reason))
            }
        }
    }

    /// ICE found a path to the server: for the first time, or after a restart.
    private mutating func followPath(_ now: MonotonicTime) {
        switch state {
        case .offering, .ended: return
        case .connecting(let connection):
            connection.dtls.start(now: now)
            drainHandshake(now)
        case .connected(var connection, let srtp):
            connection.formerDestination = nil
            state = .connected(connection, srtp)
            actions.append(.event(.connected))
        }
    }

    mutating func drainHandshake(_ now: MonotonicTime) {
        let connection: Connection
        switch state {
        case .offering, .ended: return
        case .connecting(let current), .connected(let current, _): connection = current
        }
        while let action = connection.dtls.nextAction() {
            switch action {
            case .transmit(let bytes):
                if let destination = connection.destination { actions.append(.transmit(bytes, to: destination)) }
            case .connected(let keys):
                do {
                    state = .connected(connection, try SRTPSession(keys))
                    actions.append(.event(.connected))
                } catch {
                    end(.handshake(DTLSError(code: .configuration, message: "libsrtp refuses the keys: \(error).")))
                }
            case .closed: end(.closedByServer)
            case .failed(let error): end(.handshake(error))
            }
        }
    }

    mutating func reportIfDue(_ destination: TransportAddress, _ srtp: SRTPSession, _ now: MonotonicTime) {
        guard let due = stream.nextReport, now >= due else { return }
        transmit(stream.report(now), to: destination, srtp)
        stream.nextReport = now + Self.reportInterval
    }

    mutating func transmit(_ packets: [RTCPPacket], to destination: TransportAddress, _ srtp: SRTPSession) {
        var bytes = RTCPCompound(packets).serialized()
        guard (try? srtp.protectControl(&bytes)) != nil else { return }
        actions.append(.transmit(bytes, to: destination))
    }

    mutating func drop(_ reason: DropReason) {
        counters.dropped += 1
        actions.append(.event(.dropped(reason)))
    }

    mutating func end(_ reason: Disconnection) {
        if case .ended = state { return }
        state = .ended
        actions.append(.event(.disconnected(reason)))
    }
}
