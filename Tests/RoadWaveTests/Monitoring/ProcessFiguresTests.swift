import Foundation
import Testing

@testable import RoadWave

@Suite("Figures of the process")
struct ProcessFiguresTests {
    /// Fields 3 to 24 of proc(5)'s stat: utime 250 and stime 50 ticks, 600 pages.
    private static let fields = "S 1 2 3 4 5 6 7 8 9 10 250 50 13 14 15 16 17 18 360000 20 600 22"

    @Test("a name with spaces and parentheses moves no field")
    func name() throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.path + "/fd", withIntermediateDirectories: true)
        for number in 0..<3 { try Data().write(to: URL(filePath: folder.path + "/fd/\(number)")) }
        try Data("42 (a) b (c) \(Self.fields)\n".utf8).write(to: URL(filePath: folder.path + "/stat"))
        let figures = ProcessFigures(of: folder.path)
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(figures.cpuSeconds == 300 / ticks)
        #expect(figures.residentBytes == 600 * Double(sysconf(Int32(_SC_PAGESIZE))))
        #expect(figures.openDescriptors == 3)
        #expect(figures.startTime != nil)
    }

    @Test("unreadable figures are left out", arguments: ["", "42 (a)", "42 (a) S 1", "x"])
    func unreadable(stat: String) throws {
        let folder = try TemporaryDirectory()
        try Data(stat.utf8).write(to: URL(filePath: folder.path + "/stat"))
        let figures = ProcessFigures(of: folder.path)
        #expect(figures.cpuSeconds == nil && figures.residentBytes == nil && figures.openDescriptors == nil)
        var page = PrometheusText()
        figures.add(to: &page)
        #expect(!page.text.contains("process_cpu_seconds_total"))
    }
}
