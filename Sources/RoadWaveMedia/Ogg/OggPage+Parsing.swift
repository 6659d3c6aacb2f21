/// A page read from bytes that nobody vouches for.
extension OggPage {
    /// What stands at the beginning of some bytes.
    enum Parsing: Hashable {
        /// A page whose checksum is right, and its size in bytes.
        case page(OggPage, size: Int)
        /// The beginning of a page, perhaps: more bytes will tell.
        case incomplete
        /// No page, or one that is damaged.
        case invalid
    }

    /// Reads the page that `bytes` begin with.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Parsing {
        let pattern = bytes.prefix(capturePattern.count)
        guard pattern.elementsEqual(capturePattern.prefix(pattern.count)) else { return .invalid }
        var reader = LittleEndianReader(bytes.dropFirst(capturePattern.count))
        guard let version = reader.read(UInt8.self) else { return .incomplete }
        guard version == 0 else { return .invalid }
        guard let flags = reader.read(UInt8.self), let granulePosition = reader.read(UInt64.self),
            let serialNumber = reader.read(UInt32.self), let sequenceNumber = reader.read(UInt32.self),
            let checksum = reader.read(UInt32.self), let count = reader.read(UInt8.self),
            let lacing = reader.read(count: Int(count)),
            let body = reader.read(count: lacing.reduce(0) { $0 + Int($1) })
        else { return .incomplete }
        let page = OggPage(
            flags: Flags(rawValue: flags), granulePosition: Int64(bitPattern: granulePosition),
            serialNumber: serialNumber, sequenceNumber: sequenceNumber, lacing: Array(lacing), body: Array(body))
        let size = fixedHeaderSize + lacing.count + body.count
        let written = bytes.prefix(size)
        // The checksum is made with its own field, after 22 bytes, at 0.
        var computed = OggChecksum.of(written.prefix(22))
        computed = OggChecksum.of([0, 0, 0, 0], after: computed)
        computed = OggChecksum.of(written.dropFirst(26), after: computed)
        return computed == checksum ? .page(page, size: size) : .invalid
    }
}
