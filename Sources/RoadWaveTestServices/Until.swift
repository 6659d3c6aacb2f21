/// Asks until a condition holds. The time limit of the test bounds it.
package func until(_ condition: () async throws -> Bool) async throws {
    var looks = 0
    while try await !condition() {
        try Task.checkCancellation()
        looks += 1
        if looks < 100 {
            await Task.yield()
        } else {
            // why: what takes longer needs the core that looking again and again would take.
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
