internal import HTTPTypes
internal import Hummingbird

/// The routes to revoke access: of a user, of a user's tokens issued before a date, or of one token.
///
/// A running live continues: `DELETE /whip/{id}` ends it, and its creator then cannot return.
struct RevocationRoutes: Sendable {
    let gate: Gate
    let audit: AuditTrail
    let date: @Sendable () -> WallDate
    let bodies: BoundedBody

    func add(to router: Router<NodeRequestContext>) {
        Resource<NodeRequestContext>().get { request, context in
            _ = try await gate.bearer(of: request, context, for: .revoke)
            return answer(.json(RevocationListDocument(gate.revocations.list)))
        }.route("revocations", in: router)
        Resource<NodeRequestContext>()
            .on(.put) { request, context in try await revoke(request, context, Self.user) }
            .on(.delete) { request, context in try await restore(request, context, Self.user) }
            .route("revocations/users/{user}", in: router)
        Resource<NodeRequestContext>()
            .on(.put) { request, context in try await revoke(request, context, Self.token) }
            .on(.delete) { request, context in try await restore(request, context, Self.token) }
            .route("revocations/tokens/{token}", in: router)
    }

    private typealias Target = @Sendable (NodeRequestContext) throws(Problem) -> Revocation.Target

    private static let user: Target = { context throws(Problem) in
        guard let user = context.parameters.get("user").flatMap({ UserID($0) }) else { throw Problem.notFound }
        return .user(user)
    }

    private static let token: Target = { context throws(Problem) in
        // Only characters that need no escape in a URL (RFC 3986 §2.3); the `jti` of every known kind of token has only
        // these.
        guard let token = context.parameters.get("token"), let first = token.utf8.first,
            token.utf8.count <= Revocation.maximumTokenID, first != UInt8(ascii: "."), first != UInt8(ascii: "~"),
            token.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._~".contains($0)) })
        else { throw Problem.notFound }
        return .token(token)
    }

    /// `PUT`: with `?issued_before=DATE`, only the user's tokens issued before this date.
    private func revoke(
        _ request: Request, _ context: NodeRequestContext, _ target: Target
    ) async throws -> Response {
        let bearer = try await gate.bearer(of: request, context, for: .revoke)
        try await bodies.ignore(of: request)
        var revocation = Revocation(target: try target(context), at: date(), by: bearer.id)
        if case .user = revocation.target { revocation.issuedBefore = try Self.issuedBefore(request) }
        try await writing { () throws(DatabaseFailure) in try await gate.revocations.revoke(revocation) }
        record(.accessRevoked, revocation.target, by: bearer, issuedBefore: revocation.issuedBefore)
        return answer(Response(status: .noContent))
    }

    /// `DELETE`: no error if nothing was revoked.
    private func restore(
        _ request: Request, _ context: NodeRequestContext, _ target: Target
    ) async throws -> Response {
        let bearer = try await gate.bearer(of: request, context, for: .revoke)
        try await bodies.ignore(of: request)
        let target = try target(context)
        try await writing { () throws(DatabaseFailure) in try await gate.revocations.restore(target) }
        record(.accessRestored, target, by: bearer, issuedBefore: nil)
        return answer(Response(status: .noContent))
    }

    private static func issuedBefore(_ request: Request) throws(Problem) -> WallDate? {
        do throws(RequestQueryError) {
            guard let text = try RequestQuery(request.uri.query).value("issued_before") else { return nil }
            guard let date = WallDate(parsing: text) else {
                throw .invalid("issued_before", accepted: "date et heure attendues, telles que 2026-03-29T12:34:56Z")
            }
            return date
        } catch {
            throw Problem(error)
        }
    }

    private func writing(_ body: () async throws(DatabaseFailure) -> Void) async throws(Problem) {
        do throws(DatabaseFailure) {
            try await body()
        } catch {
            throw .revocationsUnavailable
        }
    }

    private func record(
        _ kind: AuditEvent.Kind, _ target: Revocation.Target, by bearer: Bearer, issuedBefore: WallDate?
    ) {
        var details: [String: AuditValue] =
            switch target {
            case .user(let user): ["target_user": .string(user.description)]
            case .token(let token): ["token_id": .string(token)]
            }
        if let issuedBefore { details["issued_before"] = .string(issuedBefore.description) }
        audit.record(AuditEvent(at: date(), kind: kind, user: bearer.id, details: details))
    }

    private func answer(_ response: Response) -> Response {
        var response = response
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// The JSON of `GET /revocations`.
struct RevocationListDocument: Encodable {
    struct Entry: Encodable {
        var user: String?
        var token: String?
        var issuedBefore: String?
        var at: String
        var by: String

        private enum CodingKeys: String, CodingKey {
            case user
            case token
            case issuedBefore = "issued_before"
            case at = "revoked_at"
            case by = "revoked_by"
        }
    }

    /// The number of latest revocations in the list: a response of some 200 KB.
    private static let maximum = 1_000

    let revocations: [Entry]

    init(_ list: RevocationList) {
        revocations = list.all.prefix(Self.maximum).map { revocation in
            var entry = Entry(
                issuedBefore: revocation.issuedBefore?.description, at: revocation.at.description,
                by: revocation.by.description)
            switch revocation.target {
            case .user(let user): entry.user = user.description
            case .token(let token): entry.token = token
            }
            return entry
        }
    }
}
