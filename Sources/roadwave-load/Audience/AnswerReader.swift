import Foundation
import NIOCore

/// An answer of the node, as far as the load needs it.
struct Answer: Sendable {
    let status: Int
    /// From the status line to the empty line.
    let head: String
    let body: String

    /// The value of a header.
    func header(_ name: String) -> Substring? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == name else { continue }
            return parts[1].drop { $0 == " " }
        }
        return nil
    }
}

/// Reads HTTP/1.1 answers with a `Content-Length`, or without a body, from the bytes of one connection.
///
/// A parser of all of HTTP costs the load as much as the request costs the node, and both share the machine.
struct AnswerReader {
    private static let emptyLine = Array("\r\n\r\n".utf8)

    private var buffer = ByteBuffer()

    mutating func append(_ bytes: ByteBuffer) { buffer.writeImmutableBuffer(bytes) }

    /// The next whole answer; nil until more bytes come.
    /// - Throws: ``LoadError`` for anything else.
    mutating func next() throws -> Answer? {
        let view = buffer.readableBytesView
        guard let end = view.firstRange(of: Self.emptyLine) else { return nil }
        let headLength = end.upperBound - view.startIndex
        let head = String(decoding: view[..<end.lowerBound], as: UTF8.self)
        // « HTTP/1.1 204 No Content »
        guard head.hasPrefix("HTTP/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else {
            throw LoadError("the node answers something else than HTTP/1.1: \(head.prefix(80))")
        }
        let answer = Answer(status: status, head: head, body: "")
        if status == 204 {
            buffer.moveReaderIndex(forwardBy: headLength)
            buffer.discardReadBytes()
            return answer
        }
        guard let length = answer.header("content-length").flatMap({ Int($0) }) else {
            throw LoadError("an answer has no length: \(head.prefix(200))")
        }
        guard view.count >= headLength + length else { return nil }
        buffer.moveReaderIndex(forwardBy: headLength)
        let body = buffer.readString(length: length) ?? ""
        buffer.discardReadBytes()
        return Answer(status: status, head: head, body: body)
    }
}
