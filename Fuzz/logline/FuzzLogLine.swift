/// A line of a cache's log, whose path and method come from anyone, and a log cut into lines.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLogLine(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let request = try? ServedRequest(bytes[...]) {
        precondition(request.bodyBytes >= 0 && request.bodyBytes <= request.sentBytes)
        precondition((0...999).contains(request.status))
        // What follows the line changes it.
        precondition((try? ServedRequest((bytes + [UInt8(ascii: "}")])[...])) == nil)
    }
    if let media = ServedMedia(path: bytes[...]) {
        precondition(String(decoding: bytes, as: UTF8.self).contains(media.live.description))
    }
    let cut = LogCutter.cut(bytes, isInLongLine: size % 2 == 1)
    precondition(cut.consumed <= size && cut.lines.allSatisfy { $0.count <= LogCutter.longestLine })
    precondition(cut.lines.allSatisfy { !bytes[$0].contains(UInt8(ascii: "\n")) })
    // The rest is read again, and is not a whole line yet.
    let rest = LogCutter.cut(Array(bytes[cut.consumed...]), isInLongLine: cut.isInLongLine)
    precondition(rest.lines.isEmpty && rest.consumed == 0)
    return 0
}
