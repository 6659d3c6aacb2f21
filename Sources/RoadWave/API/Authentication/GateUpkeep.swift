internal import ServiceLifecycle

/// What the gate does from time to time: it looks whether the keys have changed and what was revoked, and records the
/// refusals that it summed up.
struct GateUpkeep: Service {
    /// A key that is taken away must not open anything for long; a look at one file costs nothing.
    static let period = Duration.seconds(5)

    private let gate: Gate
    private let keys: TokenKeyring?
    private let clock: NodeClock

    init(_ gate: Gate, keys: TokenKeyring?, clock: NodeClock) {
        self.gate = gate
        self.keys = keys
        self.clock = clock
    }

    /// Goes on until the node stops, and records what is left.
    func run() async {
        await cancelWhenGracefulShutdown {
            while (try? await clock.sleep(for: Self.period)) != nil {
                await keys?.reloadIfChanged()
                // Without keys any token names any bearer: there is nothing to revoke.
                if gate.verifiesTokens { await gate.revocations.refresh() }
                gate.refusals.flush()
            }
        }
        gate.refusals.finish()
    }
}
