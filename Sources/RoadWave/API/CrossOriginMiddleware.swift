internal import HTTPTypes
internal import Hummingbird

/// Lets pages of any origin listen and read. If tokens are verified, they may also publish.
///
/// A verified token is the permission, whatever the origin of the page. Without keys any bearer token opens a live, so
/// a token proves nothing about the page. The node then listens on loopback addresses only, but any page in a browser
/// on this machine can reach them. So requests that change something are refused to pages from other origins. A page
/// under a foreign name that resolves to this machine (DNS rebinding) is refused as well: its origin counts, not the
/// address that it reached.
struct CrossOriginMiddleware<Context: RequestContext>: RouterMiddleware {
    /// The root of the URLs given to clients. Pages of this origin may publish too, since the operator chose it.
    let publicURL: String?
    /// Whether keys verify the tokens.
    let verifiesTokens: Bool

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let header = request.headers[.origin] else { return try await next(request, context) }
        let preflight = request.method == .options ? request.headers[.accessControlRequestMethod] : nil
        let changes = Self.changesSomething(preflight ?? request.method.rawValue)
        let isAllowed = !changes || mayPublish(WebOrigin(header))
        // The response to the preflight of a refused page gives no permission, so the browser sends no request.
        guard isAllowed || preflight != nil else { return Problem.originRefused.response }
        var response = try await next(request, context)
        guard isAllowed else { return response }
        response.headers[.accessControlAllowOrigin] = changes ? header : "*"
        if changes { response.headers[.vary] = "Origin" }
        // The response headers that WHIP clients (RFC 9725 §4.2) and players read.
        response.headers[.accessControlExposeHeaders] =
            "Accept-Patch, Accept-Post, Content-Range, ETag, Link, Location, Retry-After"
        if preflight != nil {
            response.headers[.accessControlAllowMethods] = response.headers[.allow]
            response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type, If-Match, Range"
            // Chromium caches it for two hours at most.
            response.headers[.accessControlMaxAge] = "7200"
        }
        return response
    }

    private func mayPublish(_ origin: WebOrigin) -> Bool {
        verifiesTokens || origin.isLoopback || origin.text == publicURL
    }

    private static func changesSomething(_ method: String) -> Bool {
        !["GET", "HEAD", "OPTIONS"].contains(method)
    }
}
