internal import NIOHTTP1

/// Why the input is not a request that HTTP/1.1 lets a server answer normally (RFC 9112).
/// See docs/decisions/api.md, « Malformed requests ».
enum RequestFault: String, CaseIterable, Error {
    /// The request line is malformed (§3), or its method has no meaning here.
    case requestLine = "request_line"
    /// The request target is too long (§3).
    case target
    /// Another version: HTTP/0.9, the preface of HTTP/2 (§2.3).
    case version
    /// A malformed header (§5).
    case header
    /// Too many headers, or too long ones (RFC 6585 §5).
    case headersTooLarge = "headers_too_large"
    /// No host, several hosts, or an invalid one (§3.2).
    case host
    /// A body whose end is ambiguous (§6).
    case length
    /// A body in a coding that the node cannot read (§6.1).
    case coding
    /// A malformed chunk (§7.1).
    case chunk
    /// The client has closed its side in the middle of a request (§8).
    case incomplete

    /// The decoder reports several faults in the same way. The lines before the fault distinguish them.
    /// - Parameters:
    ///   - isLongLine: whether the line that is too long is a request line, not a header.
    ///   - hasBareLineFeed: whether a line ended without its carriage return (§2.2).
    init(_ error: HTTPParserError, isLongLine: Bool = false, hasBareLineFeed: Bool = true) {
        self =
            switch error {
            case .headerOverflow: isLongLine ? .target : .headersTooLarge
            // The decoder stops at the preface of HTTP/2, as it does at an upgrade.
            case .invalidVersion where hasBareLineFeed: .requestLine
            case .invalidVersion, .paused: .version
            case .invalidContentLength, .unexpectedContentLength: .length
            // A missing carriage return, or a coding that must not be combined with a length or with another coding.
            case .unknown where !hasBareLineFeed: .length
            case .invalidHeaderToken: .header
            case .invalidChunkSize: .chunk
            case .invalidEOFState, .closedConnection: .incomplete
            case .unknown, .lfExpected, .strictModeAssertion: .header
            default: .requestLine
            }
    }
}
