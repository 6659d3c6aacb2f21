internal import Foundation

/// The headers that routes read themselves: `Range`, `If-Match` and `If-None-Match`, dates, `Origin`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHeaders(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    if let range = ByteRange(header: text) {
        for length in [0, 1, 1_000, Int.max] {
            if let bytes = range.resolve(size: length) {
                precondition(!bytes.isEmpty && bytes.lowerBound >= 0 && bytes.upperBound <= length)
            }
        }
    }
    if let date = Date(httpDate: text) {
        let written = date.httpDate
        // The last second of the year 9999 may be one of the next.
        precondition(Date(httpDate: written) == date || written.contains(" 10000 "))
    }
    let tags = EntityTags(text)
    // Whatever matches strongly matches weakly (RFC 9110 §8.8.3.2).
    for tag in ["\"0\"", "\"a\"", ""] where tags.containsStrongly(tag) { precondition(tags.containsWeakly(tag)) }
    if WebOrigin(text).isLoopback { precondition(text.hasPrefix("http")) }
    return 0
}
