internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Turns every error of a route into `application/problem+json`.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response = try await answer(request, context, next)
        // A body after the headers of a HEAD would be read as the next response (RFC 9110 §9.3.2).
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return problem.response
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return Problem.notFound.response
        } catch let error as HTTPParserError {
            // The body is malformed. The rest of the connection cannot be read either, so it is closed after the
            // response.
            return Problem(RequestFault(error)).response
        } catch is ChannelError {
            // The client has disconnected while its body was read: nobody gets this response.
            return Problem(RequestFault.incomplete).response
        } catch {
            context.logger.error("a route failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return Problem.internalError.response
        }
    }
}
