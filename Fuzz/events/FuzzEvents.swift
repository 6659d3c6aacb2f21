/// An event stream of a server that may be hostile: whole, and cut into pieces where its first byte says; the events are
/// the same, and nothing that is kept exceeds its bound.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEvents(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: data, count: size)
    guard let first = bytes.first else { return 0 }
    let stream = bytes.dropFirst()
    let pieceLength = Int(first) + 1

    var whole = EventStreamParser()
    let expected = try? whole.consume(stream)

    var pieces = EventStreamParser()
    var events: [ServerSentEvent]? = []
    var rest = stream
    while !rest.isEmpty, events != nil {
        if let more = try? pieces.consume(rest.prefix(pieceLength)) {
            events?.append(contentsOf: more)
        } else {
            events = nil
        }
        rest = rest.dropFirst(pieceLength)
    }
    precondition(events == expected)
    for event in expected ?? [] {
        // A byte that is not UTF-8 becomes three.
        precondition(event.data.utf8.count <= 3 * EventStreamParser.maximumData)
        _ = LiveEvent(event)
    }
    return 0
}
