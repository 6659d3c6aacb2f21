/// Finds the pages in bytes that come piece by piece, and passes over what is damaged.
struct OggPageScanner: Sendable {
    /// Beginnings of pages whose checksum is wrong before a file counts as something else, beside one for each
    /// ``bytesForDamagedPage`` of whole pages. A crash tears one page, a bad disk some in a thousand; each one may cost the
    /// checksum of 65 kB, so that this also bounds the work that a hostile file can ask for.
    static let maximumDamagedPages = 256
    /// About a page of speech.
    private static let bytesForDamagedPage = 4_096

    /// Bytes that belong to no page.
    private(set) var skippedBytes = 0
    private var damagedPages = 0
    private var wholeBytes = 0
    private var isComplete = false
    /// At most what was added and one page.
    private var buffer: [UInt8] = []
    private var start = 0

    /// Adds the bytes that follow those added before.
    mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.removeFirst(start)
        start = 0
        buffer += bytes
    }

    /// No more bytes will come: a page that is not whole is damaged.
    mutating func finish() { isComplete = true }

    /// The next page; nil when more bytes are needed, or there is none.
    /// - Throws: `malformed` when too much is damaged.
    mutating func next() throws(MediaError) -> OggPage? {
        while start < buffer.count {
            switch OggPage.parse(buffer[start...]) {
            case .page(let page, let size):
                start += size
                wholeBytes += size
                return page
            case .incomplete:
                guard isComplete else { return nil }
                try skipToNextPattern()
            case .invalid:
                try skipToNextPattern()
            }
        }
        return nil
    }

    /// A whole pattern here that is not a page counts as damage; what only looks like one byte of it does not.
    private mutating func skipToNextPattern() throws(MediaError) {
        if buffer[start...].starts(with: OggPage.capturePattern) {
            damagedPages += 1
            guard damagedPages <= Self.maximumDamagedPages + wholeBytes / Self.bytesForDamagedPage else {
                throw MediaError(.malformed, "\(damagedPages) damaged Ogg pages: not an Ogg file?")
            }
        }
        let next = buffer[(start + 1)...].firstIndex(of: OggPage.capturePattern[0]) ?? buffer.count
        skippedBytes += next - start
        start = next
    }
}
