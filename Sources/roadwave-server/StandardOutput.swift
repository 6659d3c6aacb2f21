import Foundation

/// Standard output without a buffer.
enum StandardOutput {
    /// Writes a line at once.
    static func write(_ line: String) {
        // The reader may be gone, which is no reason to stop.
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
