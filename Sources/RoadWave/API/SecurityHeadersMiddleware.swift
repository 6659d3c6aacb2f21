internal import HTTPTypes
internal import Hummingbird

/// Sets the security headers of every response: browsers must not guess its type, nor embed it in pages of other sites.
struct SecurityHeadersMiddleware<Context: RequestContext>: RouterMiddleware {
    /// A year, after which browsers may use HTTP again. It does not include subdomains, which are not ours.
    private static var strictTransport: String { "max-age=31536000" }

    /// Whether clients use HTTPS, to the node or to the proxy before it. They must then always use it (RFC 6797). Over
    /// HTTP, browsers ignore the header.
    let isSecure: Bool

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        if isSecure { response.headers[.strictTransportSecurity] = Self.strictTransport }
        if response.headers[.referrerPolicy] == nil { response.headers[.referrerPolicy] = "no-referrer" }
        if response.headers[.crossOriginResourcePolicy] == nil {
            // Any page may play a live. Scripts that use CORS are not affected: `CrossOriginMiddleware` decides about
            // them.
            response.headers[.crossOriginResourcePolicy] =
                MediaPath.isMedia(context.endpointPath) ? "cross-origin" : "same-origin"
        }
        return response
    }
}

/// Distinguishes media routes from the others.
enum MediaPath {
    /// Whether the pattern of a route is for a playlist, a segment or an audio file.
    static func isMedia(_ pattern: String?) -> Bool {
        guard let pattern else { return false }
        return [".m3u8", ".ts", ".mp3"].contains { pattern.hasSuffix($0) }
    }
}
