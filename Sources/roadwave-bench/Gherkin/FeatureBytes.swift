internal import Foundation

/// Reads a file into an array without a second copy, as the peak memory is measured.
enum FeatureBytes {
    static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else {
            throw BenchError("\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        if fseek(file, 0, SEEK_END) == 0 {
            bytes.reserveCapacity(max(0, ftell(file)))
            rewind(file)
        }
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&block, 1, block.count, file)
            guard count > 0 else {
                return bytes
            }
            bytes += block[..<count]
        }
    }
}
