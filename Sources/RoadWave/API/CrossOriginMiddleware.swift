internal import HTTPTypes
internal import Hummingbird

/// Lets pages of any origin listen and read; and publish, when tokens are verified.
///
/// A verified token is the permission, wherever the page that sends it comes from. Without keys any bearer token opens
/// a live, so that a token proves nothing about the page. The node then listens on loopback addresses only, but a
/// visitor's browser reaches those for every page it shows: requests that change something are refused to pages from
/// elsewhere. A page under a foreign name that leads to this machine (DNS rebinding) is refused as well, since it is
/// its origin that counts and not the address it reached.
struct CrossOriginMiddleware<Context: RequestContext>: RouterMiddleware {
    /// The root of the URLs given to clients, whose pages may publish too: the operator chose to be called by it.
    let publicURL: String?
    /// Whether keys say which tokens are good.
    let verifiesTokens: Bool

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let header = request.headers[.origin] else { return try await next(request, context) }
        let preflight = request.method == .options ? request.headers[.accessControlRequestMethod] : nil
        let changes = Self.changesSomething(preflight ?? request.method.rawValue)
        let isAllowed = !changes || mayPublish(WebOrigin(header))
        // The preflight of a refused page is answered without a permission: its browser then sends no request.
        guard isAllowed || preflight != nil else { return Problem.originRefused.response }
        var response = try await next(request, context)
        guard isAllowed else { return response }
        response.headers[.accessControlAllowOrigin] = changes ? header : "*"
        if changes { response.headers[.vary] = "Origin" }
        // What WHIP clients (RFC 9725 §4.2) and players read of an answer.
        response.headers[.accessControlExposeHeaders] =
            "Accept-Patch, Accept-Post, Content-Range, ETag, Link, Location, Retry-After"
        if preflight != nil {
            response.headers[.accessControlAllowMethods] = response.headers[.allow]
            response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type, If-Match, Range"
            // Two hours is the longest that Chromium keeps it.
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
