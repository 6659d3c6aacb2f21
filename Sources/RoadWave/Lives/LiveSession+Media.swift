internal import Logging
internal import Media
internal import WebRTC

/// From the creator's packets to segments.
extension LiveSession {
    /// Takes a packet of the creator, in any order.
    func insert(_ packet: RTPPacket, now: MonotonicTime) {
        environment.counters.count { $0.packetsReceived += 1 }
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
        environment.counters.count { $0.packetsRefused[reason, default: 0] += 1 }
    }

    /// Encodes the packets that are in order.
    func broadcastMedia(now: MonotonicTime) {
        while !live.isOver, let output = jitterBuffer.pop(now: now) {
            switch output {
            case .media(let packet, let duration): append(packet, duration: duration, now: now)
            // The pipeline sees the hole by the position of the next packet.
            case .gap: continue
            case .discontinuity: timeline.discontinue()
            }
        }
    }

    /// Broadcasts silence where the creator's sound is missing for too long, so that players keep on playing.
    func fillSilence(now: MonotonicTime) {
        guard let broadcast = broadcast.running, let deadline = nextSilence, now >= deadline else { return }
        let target = broadcast.start + environment.configuration.silenceAfter
        guard now > target else { return }
        let time = MediaTime(samples: Int64((now - target).sampleCount))
        guard time > broadcast.pipeline.position else { return }
        encode { pipeline throws(MediaError) in try pipeline.advance(to: time) }
    }

    /// When silence has to be broadcast unless a packet comes: each tenth of a second once it has begun, which is well
    /// within a segment and spares the encoders very small portions.
    var nextSilence: MonotonicTime? {
        guard let broadcast = broadcast.running else { return nil }
        let silenceAfter = environment.configuration.silenceAfter
        let filled = broadcast.start + broadcast.pipeline.position.duration + silenceAfter + .milliseconds(100)
        return max(lastMedia + silenceAfter, filled)
    }

    /// Encodes what still waits, and closes the last segment.
    func finishMedia() {
        jitterBuffer.flush()
        broadcastMedia(now: environment.clock.now)
        encode { pipeline throws(MediaError) in try pipeline.finish() }
        broadcast = .over
    }

    private func append(_ packet: RTPPacket, duration: Int, now: MonotonicTime) {
        guard let broadcast = startedBroadcast(now: now) else { return }
        let pipeline = broadcast.pipeline
        let place = timeline.place(
            timestamp: packet.timestamp, duration: duration, position: pipeline.position,
            elapsed: MediaTime(samples: Int64((now - broadcast.start).sampleCount)))
        guard let time = place else { return refuse(.early) }
        if !timeline.isLate { lastMedia = now }
        let before = pipeline.counters
        encode { pipeline throws(MediaError) in try pipeline.append(packet.payload, at: time) }
        if let reason = pipeline.counters.refusal(since: before) { refuse(reason) }
    }

    private func startedBroadcast(now: MonotonicTime) -> (pipeline: BroadcastPipeline, start: MonotonicTime)? {
        guard case .awaited = broadcast else { return broadcast.running }
        do {
            // Spoken before it arrived, and long before the jitter buffer let it go.
            let pipeline = try BroadcastPipeline(
                configuration: environment.configuration.broadcast,
                startDate: environment.clock.date(at: firstArrival ?? now))
            broadcast = .running(pipeline, start: now)
        } catch {
            fail(error)
        }
        return broadcast.running
    }

    /// Takes a step of the encoding under way, if there is one.
    func encode(_ step: (BroadcastPipeline) throws(MediaError) -> [SegmentSet]) {
        guard let pipeline = broadcast.running?.pipeline else { return }
        do {
            for segment in try step(pipeline) { origin.publish(segment) }
        } catch {
            fail(error)
        }
    }

    /// A codec of ours has failed: nothing more can be encoded, what was is heard.
    private func fail(_ error: MediaError) {
        environment.logger.error("live failed", metadata: ["live": "\(id)", "error": "\(error)"])
        broadcast = .over
        end(.failure)
    }
}

extension MediaTime {
    /// The time since the start of the live.
    fileprivate var duration: Duration { .microseconds(microseconds) }
}
