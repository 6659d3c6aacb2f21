/// The queries of `GET /lives` and `POST /whip`, with the cursors of pages: whatever is taken is within the bounds of a live.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQuery(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    if let cursor = LiveCursor(text) {
        // What a page says is what the next request may say.
        precondition(LiveCursor(cursor.description) == cursor)
    }
    do throws(RequestQueryError) {
        let query = try RequestQuery(text)
        let filter = try LiveFilter(query)
        precondition((filter.title ?? "").count <= LiveMetadata.maximumTitle)
        precondition(filter.tags.count <= LiveMetadata.maximumTags)
        for text in [filter.title, filter.zoneGeo, filter.classificationAge].compactMap({ $0 }) + filter.tags {
            precondition(!text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
        _ = try LiveCursor.of(query)
    } catch {
        // A name is the client's own only where it is one of ours.
        precondition(!error.message.isEmpty && error.description.utf8.count < 200)
        precondition(error.parameter.map { error.message.contains($0) } ?? true)
    }
    if let metadata = try? WHIPParameters(text).metadata() {
        precondition(!metadata.title.isEmpty && metadata.title.count <= LiveMetadata.maximumTitle)
        precondition(metadata.tags.count <= LiveMetadata.maximumTags)
        precondition(metadata.title.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
    return 0
}
