import Foundation
import RoadWaveMedia

@testable import RoadWave

/// Lines as NGINX writes them with deploy/nginx/roadwave.conf.
enum TestLog {
    static let live = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    static let segment = "/lives/\(live)/48k/7.ts"
    /// 2026-10-15, in the middle of a month.
    static let noon = WallDate(millisecondsSince1970: 1_792_058_400_000)

    /// A line; that of a whole segment of 12,408 bytes unless told otherwise.
    static func line(
        at: WallDate = noon, method: String = "GET", path: String = segment, status: Int = 200, bytes: Int = 12_875,
        body: Int = 12_408, length: String = "12408", range: String = "", complete: String = "OK",
        id: String = UUID().uuidString
    ) -> String {
        let (seconds, thousandths) = at.millisecondsSince1970.quotientAndRemainder(dividingBy: 1_000)
        return
            #"{"at":\#(seconds).\#(String(1_000 + thousandths).dropFirst()),"method":"\#(method)","path":"\#(path)","#
            + #""status":\#(status),"bytes":\#(bytes),"body":\#(body),"length":"\#(length)","range":"\#(range)","#
            + #""complete":"\#(complete)","id":"\#(id)","cache":"HIT","storage":"","seconds":0.000}"#
    }

    static func rules(_ change: (inout BillingConfiguration) -> Void = { _ in }) -> UsageTally.Rules? {
        var settings = BillingConfiguration()
        change(&settings)
        return UsageTally.Rules(settings, segment: .seconds(2))
    }
}

extension UsageTally {
    /// Adds lines of text.
    mutating func add(_ lines: [String]) {
        for line in lines { add(Array(line.utf8)[...]) }
    }

    /// The sum of one rendition; nil if it has none.
    func usage(of rendition: String) -> Usage? { sums.first { $0.key.rendition == rendition }?.value }
}

/// A log in memory, of which a test decides what becomes.
final class MemoryLog: LogReader {
    let path: String
    let inode: UInt64? = nil
    var bytes: [UInt8]
    /// What happens before a read, such as another process that truncates the log.
    var beforeRead: (MemoryLog) -> Void = { _ in }

    init(_ text: String = "", path: String = "cache.log") {
        bytes = Array(text.utf8)
        self.path = path
    }

    func write(_ text: String) { bytes += Array(text.utf8) }

    func read(_ count: Int, at offset: Int64) -> [UInt8] {
        beforeRead(self)
        let start = min(Int(offset), bytes.count)
        return Array(bytes[start..<min(start + count, bytes.count)])
    }

    func endsAt(_ offset: Int64) -> Bool { false }
}
