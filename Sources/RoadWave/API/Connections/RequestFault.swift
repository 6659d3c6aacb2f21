internal import NIOHTTP1

/// Why bytes are no request that HTTP/1.1 lets a server answer as it asks (RFC 9112).
/// See docs/decisions/api.md, « Malformed requests ».
enum RequestFault: String, CaseIterable, Error {
    /// The request line is none (§3), or its method has no meaning here.
    case requestLine = "request_line"
    /// The address is longer than any (§3).
    case target
    /// Another version: HTTP/0.9, the preface of HTTP/2 (§2.3).
    case version
    /// A header that is none (§5).
    case header
    /// More headers, or longer ones, than are read (RFC 6585 §5).
    case headersTooLarge = "headers_too_large"
    /// No host, several, or a text that cannot be one (§3.2).
    case host
    /// A body whose end two readers would find in two places (§6).
    case length
    /// A body in a coding that the node does not read (§6.1).
    case coding
    /// A chunk that is none (§7.1).
    case chunk
    /// The client has said that nothing more comes, in the middle of a request (§8).
    case incomplete

    /// What the decoder says alike of several faults is told apart by what was seen in the lines before it.
    /// - Parameters:
    ///   - isLongLine: whether a request line was longer than any, and not a header.
    ///   - hasBareLineFeed: whether a line ended without its carriage return (§2.2).
    init(_ error: HTTPParserError, isLongLine: Bool = false, hasBareLineFeed: Bool = true) {
        self =
            switch error {
            case .headerOverflow: isLongLine ? .target : .headersTooLarge
            // The decoder stops at the preface of HTTP/2 as at an upgrade.
            case .invalidVersion where hasBareLineFeed: .requestLine
            case .invalidVersion, .paused: .version
            case .invalidContentLength, .unexpectedContentLength: .length
            // A missing carriage return, or a coding that does not go with a length, or with another coding.
            case .unknown where !hasBareLineFeed: .length
            case .invalidHeaderToken: .header
            case .invalidChunkSize: .chunk
            case .invalidEOFState, .closedConnection: .incomplete
            case .unknown, .lfExpected, .strictModeAssertion: .header
            default: .requestLine
            }
    }
}
