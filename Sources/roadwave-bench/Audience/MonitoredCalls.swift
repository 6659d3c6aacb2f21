/// The scripts that programs call in a stretch of Redis's MONITOR.
struct MonitoredCalls {
    private var calls: [String: [[String]]] = [:]

    /// - Parameter lines: such as `1700000000.1 [0 127.0.0.1:5] "evalsha" "6b…" "12" "live:…"`. The commands of a
    ///   script are marked `lua`, and are left out.
    init(lines: [String]) {
        for line in lines where !line.contains(" lua] ") {
            let words = Self.words(of: line)
            guard words.count > 2, words[0].lowercased() == "evalsha" else { continue }
            calls[words[1], default: []].append(words)
        }
    }

    /// The calls of the script that was called most often, the last one first: the words of each.
    var commonest: [[String]] { (calls.values.max { $0.count < $1.count } ?? []).reversed() }

    /// The quoted words of a line.
    static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isEscaped = false
        for character in line {
            if isEscaped {
                word?.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = word != nil
            } else if character == "\"" {
                if let whole = word { words.append(whole) }
                word = word == nil ? "" : nil
            } else {
                word?.append(character)
            }
        }
        return words
    }
}
