/// An Ogg Opus file, as a crash or a stranger left it: read in pieces whose size the fuzzer chooses; what was read is written,
/// and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOgg(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: data, count: size))
    guard let piece = input.first else { return 0 }
    guard let packets = read(repaired(Array(input.dropFirst())), piece: Int(piece) * 16 + 1) else { return 0 }
    guard let head = try? OpusHead(channels: 2) else { preconditionFailure("two channels are refused") }
    var writer = OggOpusWriter(head: head, tags: OpusTags(vendor: "fuzz"), serialNumber: UInt32(piece))
    var written: [UInt8] = []
    for packet in packets {
        // Only Opus packets are given out, so that none is refused here: the comparison below would tell.
        try? writer.append(packet.bytes)
        if packet.bytes.count.isMultiple(of: 3) { written += writer.flush() }
    }
    written += writer.finish()
    precondition(read(written, piece: 4_096)?.map(\.bytes) == packets.map(\.bytes))
    return 0
}

private func read(_ bytes: [UInt8], piece: Int) -> [OggOpusReader.Packet]? {
    var reader = OggOpusReader()
    var packets: [OggOpusReader.Packet] = []
    var rest = bytes[...]
    do {
        while !rest.isEmpty {
            reader.append(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            while let packet = try reader.next() { packets.append(packet) }
        }
        reader.finish()
        while let packet = try reader.next() { packets.append(packet) }
    } catch {
        return nil
    }
    return packets
}
