/// Asks until a condition holds. The time limit of the test bounds it.
func until(_ condition: () async throws -> Bool) async throws {
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

extension RunningTestNode {
    /// The value of a metric, or the sum of those that it has by label; nil when it has none.
    func metric(_ name: String) async throws -> Int? {
        let values = try await metrics().filter { $0.key == name || $0.key.hasPrefix(name + "{") }.values
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// Every metric, by its name and labels as the page has them.
    func metrics() async throws -> [String: Int] {
        let samples = try await admin.get("/metrics").text.split(separator: "\n").compactMap { line in
            line.lastIndex(of: " ").flatMap { space in
                Int(line[line.index(after: space)...]).map { (String(line[..<space]), $0) }
            }
        }
        return Dictionary(samples, uniquingKeysWith: +)
    }
}
