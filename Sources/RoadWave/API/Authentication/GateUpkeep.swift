internal import ServiceLifecycle

/// The periodic work of the gate: it reads changed keys and new revocations, and records the summed refusals.
struct GateUpkeep: Service {
    /// A removed key must not stay valid for long; checking one file costs nothing.
    static let period = Duration.seconds(5)

    private let gate: Gate
    private let keys: TokenKeyring?
    private let clock: NodeClock

    init(_ gate: Gate, keys: TokenKeyring?, clock: NodeClock) {
        self.gate = gate
        self.keys = keys
        self.clock = clock
    }

    /// Runs until the node stops, and then records the remaining refusals.
    func run() async {
        await cancelWhenGracefulShutdown {
            while (try? await clock.sleep(for: Self.period)) != nil {
                await keys?.reloadIfChanged()
                // Without keys, any token identifies any bearer: there is nothing to revoke.
                if gate.verifiesTokens { await gate.revocations.refresh() }
                gate.refusals.flush()
            }
        }
        gate.refusals.finish()
    }
}
