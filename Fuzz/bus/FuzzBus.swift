/// What another node says on the bus: of this version, of another, or of none. What is read is written, and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBus(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    guard let message = LiveMessage(decoding: bytes) else { return 0 }
    precondition(size <= LiveMessage.maximumBytes)
    // Whatever a node reads, it can tell; and that is read as the same.
    guard let written = message.encoded else { preconditionFailure("a message that cannot be told") }
    if case .liveEnded(let live) = message.event { precondition(live.isOver) }
    // Escapes may make it longer than it was read.
    guard written.count <= LiveMessage.maximumBytes else { return 0 }
    guard let again = LiveMessage(decoding: written) else { preconditionFailure("a message that is not read again") }
    precondition(again.node == message.node && again.event.liveID == message.event.liveID)
    precondition(again.encoded == written)
    return 0
}
