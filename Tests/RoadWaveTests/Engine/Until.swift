/// Asks until a condition holds. The time limit of the test bounds it.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}

extension RunningTestNode {
    /// The value of a metric; nil when it is not there.
    func metric(_ name: String) async throws -> Int? {
        let page = try await admin.get("/metrics").text
        let line = page.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Int($0.dropFirst(name.count + 1)) }
    }
}
