/// The error document of S3 (Amazon S3 API Reference, "Error Responses").
struct S3ErrorDocument: Equatable {
    /// A name for programs, such as `NoSuchBucket`.
    var code: String
    /// A sentence for people; only its beginning, since it goes into logs.
    var message: String

    /// A sentence is shorter. The rest of a document may repeat the signed text, at length.
    private static let longest = 200

    /// The error in the body of an answer; nil if there is none, for example after HEAD or from a proxy.
    init?(_ body: [UInt8]) {
        guard let root = try? XMLReader.read(body), root.name == "Error", let code = root.child("Code")?.text else {
            return nil
        }
        self.code = Self.printable(code)
        message = Self.printable(root.child("Message")?.text ?? "")
    }

    /// One line, whatever the server sent.
    private static func printable(_ text: String) -> String {
        String(text.prefix(longest).map { $0.isNewline || $0 == "\0" ? " " : $0 })
    }
}
