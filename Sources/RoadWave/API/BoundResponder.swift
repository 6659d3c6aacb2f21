internal import Hummingbird
internal import HummingbirdCore
internal import Synchronization

/// Answers with a router that can be built only once the port is known. This is before the first connection is
/// accepted.
final class BoundResponder: HTTPResponder {
    typealias Context = NodeRequestContext

    private let router: @Sendable (ListenAddress) -> Router<NodeRequestContext>
    private let responder = Mutex<RouterResponder<NodeRequestContext>?>(nil)
    private let boundPaths = Mutex<Set<String>>([])

    /// The path patterns of the routes, such as `/lives/{id}`.
    var paths: Set<String> { boundPaths.withLock { $0 } }

    init(router: @escaping @Sendable (ListenAddress) -> Router<NodeRequestContext>) {
        self.router = router
    }

    func bind(to address: ListenAddress) {
        let router = router(address)
        boundPaths.withLock { $0 = Set(router.routes.map(\.path.description)) }
        let built = router.buildResponder()
        responder.withLock { $0 = built }
    }

    func respond(to request: Request, context: NodeRequestContext) async throws -> Response {
        guard let responder = responder.withLock({ $0 }) else { return Problem.stopping.response }
        return try await responder.respond(to: request, context: context)
    }
}
