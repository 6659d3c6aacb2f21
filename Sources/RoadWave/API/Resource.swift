internal import HTTPTypes
internal import Hummingbird

/// One path with its methods. It answers `OPTIONS`, and returns 405 with `Allow` for methods that it does not have.
struct Resource<Context: RequestContext> {
    typealias Handler = @Sendable (Request, Context) async throws -> Response

    /// The methods that are registered with the router: any other method gets 404, as if there were no resource.
    private static var known: [HTTPRequest.Method] {
        // The last method has its own standard, and no name in the library yet.
        [.get, .head, .post, .put, .patch, .delete, .options, .trace] + [HTTPRequest.Method("QUERY")].compactMap { $0 }
    }

    private var handlers: [HTTPRequest.Method: Handler] = [:]
    private let optionHeaders: HTTPFields

    /// - Parameter optionHeaders: the headers of `OPTIONS` besides `Allow`.
    init(optionHeaders: HTTPFields = [:]) {
        self.optionHeaders = optionHeaders
    }

    /// The resource with one more method.
    func on(_ method: HTTPRequest.Method, _ handler: @escaping Handler) -> Resource {
        var resource = self
        resource.handlers[method] = handler
        return resource
    }

    /// The resource with `GET`, and with `HEAD`, which returns the same without the body.
    func get(_ handler: @escaping Handler) -> Resource {
        on(.get, handler).on(.head) { request, context in
            try await handler(request, context).createHeadResponse()
        }
    }

    /// Adds the resource to the router.
    func route(_ path: RouterPath, in router: Router<Context>) {
        let allowed = Self.known.filter { handlers[$0] != nil || $0 == .options }
        let allow = allowed.map(\.rawValue).joined(separator: ", ")
        let optionHeaders = optionHeaders
        for method in Self.known {
            if let handler = handlers[method] {
                router.on(path, method: method, use: handler)
            } else if method == .options {
                router.on(path, method: method) { _, _ -> Response in
                    var response = Response(status: .noContent, headers: optionHeaders)
                    response.headers[.allow] = allow
                    response.headers[.contentLength] = nil
                    return response
                }
            } else {
                router.on(path, method: method) { _, _ -> Response in throw Problem.methodNotAllowed(allow: allow) }
            }
        }
    }
}
