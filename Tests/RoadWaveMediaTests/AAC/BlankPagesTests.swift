import Glibc
import Testing

@testable import RoadWaveMedia

@Suite("Blank pages")
struct BlankPagesTests {
    private static let size = 64 * 4_096

    /// Pages of `block` that the system has memory for (mincore(2)).
    private func residentPages(of block: UnsafeMutableRawPointer) -> Int {
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        let first = block.alignedUp(toMultipleOf: pageSize)
        let count = (Self.size - (first - block)) / pageSize
        var residency = [UInt8](repeating: 0, count: count)
        return mincore(first, count * pageSize, &residency) == 0 ? residency.count { $0 & 1 == 1 } : -1
    }

    @Test("what was cleared is given back, what was written stays, and all reads as before")
    func givesBack() throws {
        let block = try #require(malloc(Self.size))
        defer { free(block) }
        memset(block, 0, Self.size)
        let bytes = UnsafeMutableRawBufferPointer(start: block, count: Self.size)
        let written = [0, 1, 20_000, 131_072, 131_073, Self.size - 1]
        for offset in written { bytes[offset] = 7 }
        let before = residentPages(of: block)

        BlankPages.giveBack(of: bytes)

        #expect(before >= 63 && residentPages(of: block) <= written.count)
        #expect(bytes.indices.allSatisfy { bytes[$0] == (written.contains($0) ? 7 : 0) })
    }
}
