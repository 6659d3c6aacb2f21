/// An access key and its secret. The secret never appears in printed output.
public struct S3Credentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The public half, which every request contains.
    public var key: String
    /// The half that signs requests and is never sent.
    public var secret: String

    /// Credentials from their parts.
    public init(key: String, secret: String) {
        self.key = key
        self.secret = secret
    }

    /// The key alone.
    public var description: String { "S3Credentials(key: \(key), secret: hidden)" }

    /// The form for `dump` and debuggers: the key alone.
    public var customMirror: Mirror { Mirror(self, children: ["key": key]) }

    /// Whether `text` can be an access key: it is followed by a slash in a header whose fields are separated by commas.
    static func isKey(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "/") && byte != UInt8(ascii: ",")
            }
    }
}
