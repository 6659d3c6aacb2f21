internal import Foundation

/// The client's side of one SMTP session (RFC 5321): lines of the server in, actions out.
///
/// See docs/decisions/monitoring.md, « An SMTP client of our own ».
struct SMTPDialogue: Sendable {
    enum Action: Hashable, Sendable {
        /// Sends a line, or the lines of the mail.
        case send(String)
        /// Encrypts the connection from here on; the rest of the actions is sent encrypted.
        case encrypt
        /// The session is over.
        case finish(AlertOutbox.Outcome)
    }

    private enum State: Hashable {
        case greeting
        case hello
        case startTLS
        case login
        case sender
        case recipient(Int)
        case data
        case content
        case over
    }

    /// An answer may have a line for each extension of the server; they have a dozen.
    private static let longestAnswer = 100

    private let server: MailServer
    private let from: String
    private let to: [String]
    private let content: String
    private let clientName: String
    private var state = State.greeting
    private var isEncrypted: Bool
    private var lines: [Substring] = []
    private var refusals: [String] = []

    /// - Parameters:
    ///   - content: the mail, as ``MailText`` writes it.
    ///   - clientName: the name of this machine.
    init(server: MailServer, from: String, to: [String], content: String, clientName: String) {
        self.server = server
        self.from = from
        self.to = to
        self.content = content
        self.clientName = clientName
        isEncrypted = server.security == .implicit
    }

    /// Takes a line of the server, without its end.
    mutating func take(_ line: String) -> [Action] {
        guard state != .over else { return [] }
        let digits = line.prefix(3)
        guard let code = Int(digits), (200..<600).contains(code), digits.allSatisfy(\.isASCII),
            lines.count < Self.longestAnswer
        else { return end(.failed("not an answer of an SMTP server: \(line.prefix(80))", after: nil)) }
        let rest = line.dropFirst(3)
        lines.append(rest.dropFirst())
        if rest.first == "-" { return [] }
        defer { lines = [] }
        return take(code, lines)
    }

    private mutating func take(_ code: Int, _ lines: [Substring]) -> [Action] {
        let failure = "\(code) \(lines.last.map { String($0.prefix(200)) } ?? "")"
        switch (state, code) {
        case (.greeting, 220): return go(.hello, "EHLO \(clientName)")
        case (.hello, 250): return begin(lines)
        case (.startTLS, 220):
            isEncrypted = true
            // RFC 3207 §4.2: the extensions from before encryption are discarded.
            return [.encrypt] + go(.hello, "EHLO \(clientName)")
        case (.login, 235): return go(.sender, "MAIL FROM:<\(from)>")
        case (.sender, 250): return go(.recipient(0), "RCPT TO:<\(to.first ?? "")>")
        case (.recipient(let index), _):
            if code != 250, code != 251 { refusals.append("\(to[index]): \(failure)") }
            if code == 421 { return end(.failed(failure, after: nil)) }
            if index + 1 < to.count { return go(.recipient(index + 1), "RCPT TO:<\(to[index + 1])>") }
            guard refusals.count < to.count else {
                // Greylisting is a passing refusal (4xx).
                return code < 500 ? end(.failed(failure, after: nil)) : end(.refused(failure))
            }
            return go(.data, "DATA")
        case (.data, 354): return go(.content, content + ".")
        case (.content, 250):
            return [.send("QUIT\r\n")]
                + end(refusals.isEmpty ? .accepted : .partly(refusals.joined(separator: "; ")))
        case (.sender, 500...), (.data, 500...), (.content, 500...): return end(.refused(failure))
        // Before the mail, a refusal is about the settings: the message waits for their correction.
        default: return end(.failed(failure, after: nil))
        }
    }

    /// The server has named its extensions.
    private mutating func begin(_ lines: [Substring]) -> [Action] {
        let extensions = lines.dropFirst().map { $0.uppercased() }
        if !isEncrypted {
            if extensions.contains("STARTTLS") { return go(.startTLS, "STARTTLS") }
            // An attacker may have removed the offer (RFC 3207 §6).
            guard server.security == .whereOffered, server.login == nil else {
                return end(.failed("the server does not offer STARTTLS, and nothing is sent in clear", after: nil))
            }
        }
        guard let login = server.login else { return go(.sender, "MAIL FROM:<\(from)>") }
        // RFC 4616: an empty identity, the name and the password, between zeros.
        let words = Data("\u{0}\(login.user)\u{0}\(login.password)".utf8).base64EncodedString()
        return go(.login, "AUTH PLAIN \(words)")
    }

    private mutating func go(_ next: State, _ line: String) -> [Action] {
        state = next
        return [.send(line + "\r\n")]
    }

    private mutating func end(_ outcome: AlertOutbox.Outcome) -> [Action] {
        state = .over
        return [.finish(outcome)]
    }
}
