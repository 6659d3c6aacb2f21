internal import RoadWaveRTC

/// Finds the claims of workers that died, without comparing clocks.
///
/// A worker renews its claim while it works, which counts its renewals. A claim whose count has stood still for a while, by
/// the observer's own monotonic clock, has expired. So no wrong wall clock, of any machine, can take a job from a worker.
/// A state machine without clock. See docs/decisions/replay.md, « Claims without clocks ».
struct ClaimWatch: Sendable {
    private struct Sighting {
        var renewals: Int
        var since: MonotonicTime
    }

    /// How long a claim lasts without a renewal.
    let lifetime: Duration
    private var sightings: [ReplayClaim: Sighting] = [:]

    init(lifetime: Duration) { self.lifetime = lifetime }

    /// Looks at all claims.
    /// - Parameter claims: with the number of their renewals.
    /// - Returns: the expired claims.
    mutating func look(at claims: [ReplayClaim: Int], now: MonotonicTime) -> [ReplayClaim] {
        // As many as workers have claims.
        sightings = sightings.filter { claims[$0.key] != nil }
        var expired: [ReplayClaim] = []
        for (claim, renewals) in claims {
            if let seen = sightings[claim], seen.renewals == renewals {
                if now - seen.since >= lifetime { expired.append(claim) }
            } else {
                sightings[claim] = Sighting(renewals: renewals, since: now)
            }
        }
        return expired
    }
}
