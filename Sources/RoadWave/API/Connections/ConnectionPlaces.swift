internal import CoreMetrics
internal import Synchronization

/// The open connections: the total, and the number from each address.
/// See docs/decisions/api.md, « File descriptors ».
final class ConnectionPlaces: Sendable {
    private struct State {
        var taken = 0
        /// Without zeros, so there are at most as many entries as connections.
        var takenByNetwork: [ClientNetwork: Int] = [:]
    }

    private let limits: HTTPConnectionLimits
    private let metrics: APIMetrics
    private let state = Mutex(State())

    init(_ limits: HTTPConnectionLimits, metrics: APIMetrics) {
        self.limits = limits
        self.metrics = metrics
    }

    /// A place for a connection; it is released with the value. Nil if all are taken.
    /// - Parameter network: the client's network; nil if it is not counted.
    func take(from network: ClientNetwork?) -> Place? {
        let isTaken = state.withLock { state in
            guard state.taken < limits.total else { return false }
            if let network {
                let taken = state.takenByNetwork[network, default: 0]
                if let limit = limits.perNetwork, taken >= limit { return false }
                state.takenByNetwork[network] = taken + 1
            }
            state.taken += 1
            return true
        }
        guard isTaken else {
            metrics.connectionsRefused.increment()
            return nil
        }
        metrics.connections.increment()
        return Place { [self] in giveBack(network) }
    }

    private func giveBack(_ network: ClientNetwork?) {
        state.withLock { state in
            state.taken -= 1
            guard let network else { return }
            let left = state.takenByNetwork[network, default: 1] - 1
            state.takenByNetwork[network] = left > 0 ? left : nil
        }
        metrics.connections.decrement()
    }

    /// One open connection.
    final class Place: Sendable {
        private let giveBack: @Sendable () -> Void

        fileprivate init(giveBack: @escaping @Sendable () -> Void) {
            self.giveBack = giveBack
        }

        deinit { giveBack() }
    }
}
