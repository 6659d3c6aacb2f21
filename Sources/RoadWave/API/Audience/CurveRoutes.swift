internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// The routes of a live's curve, for its creator and for operators.
struct CurveRoutes: Sendable {
    let lives: LiveLookup
    let archive: AudienceArchive
    let gate: Gate

    func add(to router: Router<NodeRequestContext>) {
        Resource().get { request, context in
            let (id, curve) = try await curve(request, context)
            var response = Response.json(CurveDocument(id, curve))
            response.headers[.cacheControl] = "no-store"
            return response
        }.route("lives/{id}/counters", in: router)
        Resource().get { request, context in
            let (id, curve) = try await curve(request, context)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8; header=present",
                    .contentDisposition: "attachment; filename=\"live-\(id).csv\"", .cacheControl: "no-store",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: CurveTable(curve).text)))
        }.route("lives/{id}/counters.csv", in: router)
    }

    /// The curve of the live of a request.
    private func curve(
        _ request: Request, _ context: NodeRequestContext
    ) async throws -> (live: LiveID, minutes: [AudienceMinute]) {
        let id = context.parameters.get("id").flatMap { LiveID($0) }
        let bearer = try await gate.bearer(of: request, context, for: .readCurve, live: id)
        guard let id, let live = try await lives.requested(id) else { throw Problem.liveNotFound }
        guard bearer.mayRule(over: live.creator) else {
            throw gate.refusal(of: bearer, for: .readCurve, live: id, .notOwner)
        }
        do throws(DatabaseFailure) {
            return (id, try await archive.curve(of: id))
        } catch {
            context.logger.warning("the curve of a live cannot be read", metadata: ["error": "\(error)"])
            throw Problem.catalogueUnavailable
        }
    }
}

/// The CSV of a live's curve (RFC 4180). No value contains a comma or a quotation mark.
struct CurveTable {
    static let header = "minute,listeners,peak_listeners,likes,reports"

    let text: String

    init(_ curve: [AudienceMinute]) {
        let rows = curve.map { minute in
            let (counts, peak) = (minute.figures.counts, minute.figures.peak)
            return "\(minute.minute),\(counts.listeners),\(peak),\(counts.likes),\(counts.reports)"
        }
        // RFC 4180 §2: every line ends with CR LF.
        text = ([Self.header] + rows).map { $0 + "\r\n" }.joined()
    }
}
