internal import CoreMetrics
internal import Logging
internal import RoadWaveMedia
internal import RoadWaveRTC

/// From the creator's packets to segments.
extension LiveSession {
    /// Takes a packet of the creator, in any order.
    func insert(_ packet: RTPPacket, now: MonotonicTime) {
        environment.metrics.broadcast.packetsReceived.increment()
        // Without a readable Opus header its length is unknown, and nothing could be made of it anyway.
        guard let duration = try? OpusPacket.duration(of: packet.payload) else { return refuse(.notOpus) }
        switch jitterBuffer.insert(packet, duration: duration, now: now) {
        case .accepted: if firstArrival == nil { firstArrival = now }
        case .duplicate: refuse(.duplicate)
        case .late: refuse(.late)
        case .outOfRange: refuse(.outOfRange)
        case .overflow: refuse(.overflow)
        }
    }

    private func refuse(_ reason: RefusedPacket) {
        environment.metrics.broadcast.packetsRefused.increment(reason)
    }

    /// Encodes the packets that are in order.
    func broadcastMedia(now: MonotonicTime) {
        while !live.isOver, let output = jitterBuffer.pop(now: now) {
            switch output {
            case .media(let packet, let duration):
                // First, and whatever becomes of the broadcast.
                record(packet, duration: duration, now: now)
                append(packet, duration: duration, now: now)
            // The pipeline sees the hole by the position of the next packet.
            case .gap: continue
            case .discontinuity(.timestampJumped):
                timeline.jump()
                recordingTimeline.jump()
            case .discontinuity(.sourceChanged), .discontinuity(.sequenceRestarted):
                timeline.discontinue()
                recordingTimeline.discontinue()
            }
        }
    }

    /// Broadcasts silence where the creator's sound is missing for too long, so that players keep on playing.
    func fillSilence(now: MonotonicTime) {
        guard let encoding = broadcast.running, let deadline = nextSilence, now >= deadline else { return }
        let target = encoding.start + environment.configuration.silenceAfter
        guard now > target else { return }
        let time = MediaTime(samples: Int64((now - target).sampleCount))
        guard time > encoding.position else { return }
        encode(now: now) { encoding throws(MediaError) in try encoding.advance(to: time) }
    }

    /// When silence has to be broadcast unless a packet comes: each tenth of a second once it has begun, which is well
    /// within a segment and spares the encoders very small portions.
    var nextSilence: MonotonicTime? {
        guard let encoding = broadcast.running else { return nil }
        let silenceAfter = environment.configuration.silenceAfter
        let filled = encoding.start + encoding.position.duration + silenceAfter + .milliseconds(100)
        return max(lastMedia + silenceAfter, filled)
    }

    /// Encodes what still waits, and closes the last segment.
    func finishMedia() {
        let now = environment.clock.now
        drainMedia(now: now)
        encode(now: now) { encoding throws(MediaError) in try encoding.finish() }
        broadcast = .over
    }

    /// Encodes what still waits for other packets: none of them will come.
    func drainMedia(now: MonotonicTime) {
        jitterBuffer.flush()
        broadcastMedia(now: now)
    }

    private func append(_ packet: RTPPacket, duration: Int, now: MonotonicTime) {
        guard let encoding = startedEncoding(now: now) else { return }
        if isComingBack {
            isComingBack = false
            environment.metrics.broadcast.encodingBreaks.increment()
            encode(now: now) { encoding throws(MediaError) in try encoding.breakOff() }
        }
        let place = timeline.place(
            timestamp: packet.timestamp, duration: duration, position: encoding.position,
            elapsed: MediaTime(samples: Int64((now - encoding.start).sampleCount)))
        guard let time = place else { return refuse(.early) }
        if !timeline.isLate { lastMedia = now }
        encode(now: now) { encoding throws(MediaError) in
            if let reason = try encoding.append(packet.payload, lasting: duration, at: time) { refuse(reason) }
        }
    }

    private func startedEncoding(now: MonotonicTime) -> LiveEncoding? {
        guard case .awaited = broadcast else { return broadcast.running }
        let encoding = LiveEncoding(
            configuration: environment.configuration.broadcast, start: now,
            // Spoken before it arrived, and long before the jitter buffer let it go.
            startDate: environment.clock.date(at: firstArrival ?? now), publish: origin.publish)
        broadcast = .running(encoding)
        isComingBack = false
        return encoding
    }

    /// Takes a step of the encoding under way, if there is one. A codec of ours that fails costs the sound since the last
    /// segment; the next step begins anew.
    func encode(now: MonotonicTime, _ step: (LiveEncoding) throws(MediaError) -> Void) {
        guard let encoding = broadcast.running else { return }
        do throws(MediaError) {
            try step(encoding)
        } catch {
            environment.metrics.broadcast.encodingFailures.increment()
            environment.logger.error("a codec failed", metadata: ["live": "\(id)", "error": "\(error)"])
            if !encoding.survives(failureAt: now) { giveUpBroadcast() }
        }
    }

    /// Closes the playlists of a live whose codecs fail again and again, rather than have players wait for ever. The live
    /// goes on: what the creator says is recorded, for a replay.
    private func giveUpBroadcast() {
        environment.logger.error(
            "the broadcast is given up: the live goes on without listeners", metadata: ["live": "\(id)"])
        broadcast = .over
        origin.finish()
        environment.events.publish(.broadcastStopped(id))
    }
}

extension MediaTime {
    /// The time since the start of the live.
    fileprivate var duration: Duration { .microseconds(microseconds) }
}
