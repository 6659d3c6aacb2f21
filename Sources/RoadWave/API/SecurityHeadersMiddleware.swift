internal import HTTPTypes
internal import Hummingbird

/// Tells browsers what to make of every answer: nothing but what it says to be, in no page but those it is for.
struct SecurityHeadersMiddleware<Context: RequestContext>: RouterMiddleware {
    /// A year, after which browsers may ask over HTTP again; other names of the domain are not ours to decide for.
    private static var strictTransport: String { "max-age=31536000" }

    /// Whether clients come over HTTPS, to the node or to the proxy before it: then they are to come no other way
    /// (RFC 6797). Over HTTP they ignore it.
    let isSecure: Bool

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        if isSecure { response.headers[.strictTransportSecurity] = Self.strictTransport }
        if response.headers[.referrerPolicy] == nil { response.headers[.referrerPolicy] = "no-referrer" }
        if response.headers[.crossOriginResourcePolicy] == nil {
            // Any page may play a live. Scripts that ask with CORS are not concerned: whom they may is told elsewhere.
            response.headers[.crossOriginResourcePolicy] =
                MediaPath.isMedia(context.endpointPath) ? "cross-origin" : "same-origin"
        }
        return response
    }
}

/// Tells the routes of media from the others.
enum MediaPath {
    /// Whether the pattern of a route is that of a playlist, a segment or a file of sound.
    static func isMedia(_ pattern: String?) -> Bool {
        guard let pattern else { return false }
        return [".m3u8", ".ts", ".mp3"].contains { pattern.hasSuffix($0) }
    }
}
