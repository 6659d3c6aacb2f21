/// What went wrong in a codec, a container or an audio file.
public struct MediaError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for code that reacts to it.
    public enum Code: String, Sendable, Hashable {
        /// An encoded packet or stream breaks its format; dropping it is safe.
        case malformed
        /// A format that is well formed, of a kind that is not handled here.
        case unsupported
        /// The caller passed a value out of its documented range.
        case invalidArgument
        /// The codec library refused to start or to go on.
        case codec
        /// The container library refused to start or to go on.
        case container
        /// The file cannot be opened or holds no audio.
        case unreadable
        /// Frames were given after the end of the stream.
        case finished
        /// Memory for a codec or a buffer could not be had.
        case outOfMemory
    }

    /// The kind of failure.
    public let code: Code
    /// What went wrong and, where there is something to do, what to do; in English.
    public let message: String
    /// The error underneath, such as what a library said.
    public let cause: (any Error)?

    /// Describes a failure.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// `code: message (cause)`.
    public var description: String {
        guard let cause else { return "\(code.rawValue): \(message)" }
        return "\(code.rawValue): \(message) (\(cause))"
    }
}
