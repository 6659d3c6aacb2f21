internal import Hummingbird
internal import HummingbirdCore
internal import Synchronization

/// Answers with a router that can only be built once the port is known, which is before the first connection is taken.
final class BoundResponder: HTTPResponder {
    typealias Context = NodeRequestContext

    private let router: @Sendable (ListenAddress) -> Router<NodeRequestContext>
    private let responder = Mutex<RouterResponder<NodeRequestContext>?>(nil)
    private let boundPaths = Mutex<Set<String>>([])

    /// The patterns of the paths that are answered, such as `/lives/{id}`.
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
