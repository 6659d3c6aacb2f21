internal import Crypto
internal import Foundation

/// A message as mail (RFC 5322), in 7 bits.
struct MailText: Sendable {
    let from: String
    let to: [String]
    let message: AlertMessage
    let date: WallDate

    /// The lines, with CRLF. No line begins with a dot, which would need another one before it.
    var text: String {
        let headers = [
            ("Date", Self.internetDate(date)), ("From", from), ("To", to.joined(separator: ",\r\n ")),
            ("Subject", Self.encodedWords(message.subject)), ("Message-ID", identity),
            // RFC 3834 §5: automatic replies do not answer it.
            ("Auto-Submitted", "auto-generated"), ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "base64"),
        ]
        let lines = headers.map { "\($0): \($1)\r\n" }.joined()
        return lines + "\r\n" + Self.base64Lines(message.text.replacing("\n", with: "\r\n"))
    }

    /// The same for each attempt: mail programs show a repeated message once.
    private var identity: String {
        let digest = SHA256.hash(data: Array(message.id.utf8)).prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        let domain = from.split(separator: "@").last ?? "localhost"
        return "<\(digest.joined())@\(domain)>"
    }

    /// RFC 2047: words of UTF-8 in base 64, of at most 75 characters each, no letter cut in two.
    static func encodedWords(_ text: String) -> String {
        // Visible ASCII needs no code, unless it looks like one.
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }), !text.contains("=?") { return text }
        // 75 characters less `=?UTF-8?B?` and `?=` are 63 of base 64: 45 bytes.
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if let last = words.last, last.count + bytes.count > 45 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    private static func base64Lines(_ text: String) -> String {
        // RFC 2045 §6.8: at most 76 characters in a line.
        Data(text.utf8).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
            + "\r\n"
    }

    /// RFC 5322 §3.3: `29 Mar 2026 12:34:56 +0000`, in UTC.
    private static func internetDate(_ date: WallDate) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = date.description
        let parts = text.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), (1...12).contains(month) else { return text }
        return "\(parts[2]) \(months[month - 1]) \(parts[0]) \(text.dropFirst(11).prefix(8)) +0000"
    }
}
