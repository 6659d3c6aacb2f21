internal import HTTPTypes
internal import Hummingbird

/// Lets pages of any origin publish, listen and read.
///
/// No route relies on cookies: a page has no more power through a visitor's browser than the bearer token that it
/// already holds, so every origin may be allowed.
struct CrossOriginMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.headers[.origin] != nil else { return response }
        response.headers[.accessControlAllowOrigin] = "*"
        // What WHIP clients (RFC 9725 §4.2) and players read of an answer.
        response.headers[.accessControlExposeHeaders] =
            "Accept-Patch, Accept-Post, Content-Range, ETag, Link, Location, Retry-After"
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response.headers[.accessControlAllowMethods] = response.headers[.allow]
            response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type, If-Match, Range"
            // Two hours is the longest that Chromium keeps it.
            response.headers[.accessControlMaxAge] = "7200"
        }
        return response
    }
}
