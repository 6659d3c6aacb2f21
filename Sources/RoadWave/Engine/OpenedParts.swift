internal import Logging
internal import ServiceLifecycle

/// The parts of a node, in the order of their opening. Whether a start fails or a started node stops, they are closed in
/// the reverse order. See docs/decisions/nodes.md, « Parts of a node ».
struct OpenedParts {
    private var services: [any Service] = []
    private var closings: [@Sendable () async -> Void] = []

    /// Adds a part that is open.
    /// - Parameter close: closes it, within a time limit. It may be called twice.
    mutating func add(_ close: @escaping @Sendable () async -> Void) {
        services.append(NodeServices.Open(close: close))
        closings.append(close)
    }

    /// Closes a part only if the start fails. A started node stops it at another place: it is added there as well.
    mutating func closeIfStartFails(_ close: @escaping @Sendable () async -> Void) { closings.append(close) }

    /// Adds a part that does nothing before the node runs.
    mutating func add(_ service: some Service) { services.append(service) }

    /// Closes what a failed start has opened.
    func close() async {
        for close in closings.reversed() { await close() }
    }

    /// Runs the parts as services of one group.
    func run(logger: Logger) -> NodeServices { NodeServices(services, logger: logger) }
}
