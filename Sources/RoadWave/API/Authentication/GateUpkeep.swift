/// What the gate does from time to time: it looks whether the keys have changed, and records the refusals it summed up.
struct GateUpkeep: Sendable {
    /// A key that is taken away must not open anything for long; a look at one file costs nothing.
    static let period = Duration.seconds(5)

    private let gate: Gate
    private let task: Task<Void, Never>

    init(_ gate: Gate, keys: TokenKeyring?, clock: NodeClock) {
        self.gate = gate
        task = Task {
            while !Task.isCancelled {
                do {
                    try await clock.sleep(for: Self.period)
                } catch {
                    return
                }
                await keys?.reloadIfChanged()
                gate.refusals.flush()
            }
        }
    }

    /// Ends the task, and records what is left.
    func stop() async {
        task.cancel()
        await task.value
        gate.refusals.finish()
    }
}
