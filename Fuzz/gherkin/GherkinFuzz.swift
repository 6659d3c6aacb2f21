/// Feeds bytes to the Gherkin parser in both modes and both notations, compiles the pickles and writes all messages.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGherkin(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    for parser in [GherkinParser(), .forPeople] {
        for mediaType in [Source.MediaType.plain, .markdown] {
            read(bytes, parser: parser, mediaType: mediaType)
        }
    }
    return 0
}

private func read(_ bytes: [UInt8], parser: GherkinParser, mediaType: Source.MediaType) {
    var writer = JSONWriter()
    var events = GherkinEvents([.source, .document, .pickles], parser: parser)
    events.read(bytes, uri: "fuzz", mediaType: mediaType) { event in
        // A few rows and a few parameters make pickles without end: some are enough here.
        if writer.bytes.count < 1_000_000 {
            writer.value(event)
            writer.endLine()
        }
    }
    do throws(SyntaxErrors) {
        _ = try parser.tokens(bytes, mediaType: mediaType)
    } catch {
        _ = error.report(uri: "fuzz", bytes: bytes)
    }
}
