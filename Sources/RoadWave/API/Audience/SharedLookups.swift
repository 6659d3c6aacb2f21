/// Lookups of lives. Requests for the same live share one lookup: after the end of a live, or after a loss of its
/// audience, every heartbeat needs one.
actor SharedLookups {
    typealias LookUp = @Sendable (LiveID) async throws(Problem) -> Live?

    private let lookUp: LookUp
    /// The lookups under way: at most one for each request that waits.
    private var current: [LiveID: Task<Result<Live?, Problem>, Never>] = [:]
    /// The requests that wait.
    private(set) var waiting = 0

    init(_ lookUp: @escaping LookUp) { self.lookUp = lookUp }

    /// A live of any node; nil if there is none.
    func live(_ id: LiveID) async throws(Problem) -> Live? {
        waiting += 1
        defer { waiting -= 1 }
        if let lookup = current[id] { return try await lookup.value.get() }
        let lookup = Task { [lookUp] in await Self.result(of: id, lookUp) }
        current[id] = lookup
        let result = await lookup.value
        current[id] = nil
        return try result.get()
    }

    private static func result(of id: LiveID, _ lookUp: LookUp) async -> Result<Live?, Problem> {
        do throws(Problem) {
            return .success(try await lookUp(id))
        } catch {
            return .failure(error)
        }
    }
}
