internal import Foundation
internal import RoadWaveRTC

/// The address of an SMTP server, and the node's login:
/// `smtp://[USER:PASSWORD@]HOST[:PORT]`, `smtp+starttls://…` or `smtps://…`.
public struct MailServer: Hashable, Sendable {
    /// Whether the connection is encrypted.
    public enum Security: String, Sendable {
        /// `smtp://`: with STARTTLS if the server offers it. A login is never sent without encryption.
        case whereOffered = "smtp"
        /// `smtp+starttls://`: with STARTTLS, and not at all if the server does not offer it.
        case startTLS = "smtp+starttls"
        /// `smtps://`: from the first byte.
        case implicit = "smtps"

        /// RFC 8314 §3: 465 for TLS from the first byte, 587 for a submission, 25 between servers.
        fileprivate var port: Int {
            switch self {
            case .whereOffered: 25
            case .startTLS: 587
            case .implicit: 465
            }
        }
    }

    /// Who the node is to the server.
    public struct Login: Hashable, Sendable {
        /// The name.
        public var user: String
        /// The password.
        public var password: String

        /// A name and its password.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// Whether the connection is encrypted.
    public var security: Security
    /// A name or an address; an IPv6 address has no brackets here.
    public var host: String
    /// The TCP port.
    public var port: Int
    /// The login; nil for a server that asks for none.
    public var login: Login?

    /// A server from its parts.
    public init(security: Security, host: String, port: Int, login: Login? = nil) {
        self.security = security
        self.host = host
        self.port = port
        self.login = login
    }

    /// The form that ``init(parsing:)`` accepts.
    static let accepted =
        "expected smtp://, smtp+starttls:// or smtps://, then [USER:PASSWORD@]HOST[:PORT]; in users and passwords, %XX "
        + "stands for each of / @ : ? # %"

    /// Parses a URL; nil if it has another form.
    public init?(parsing text: String) {
        guard let mark = text.firstRange(of: "://"), let security = Security(rawValue: String(text[..<mark.lowerBound]))
        else { return nil }
        let sides = text[mark.upperBound...].split(separator: "@", omittingEmptySubsequences: false)
        guard sides.count <= 2, var place = sides.last else { return nil }
        if place.hasSuffix("/") { place = place.dropLast() }
        var host = place
        var port: Int? = security.port
        if let colon = place.lastIndex(of: ":"), !place[colon...].contains("]") {
            host = place[..<colon]
            port = UInt16(digits: place[place.index(after: colon)...]).map(Int.init)
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        // RFC 1035 §2.3.4: a name has at most 253 bytes.
        guard let port, port > 0, (1...253).contains(host.utf8.count),
            host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".:-_".contains($0)) })
        else { return nil }
        self.init(security: security, host: String(host), port: port)
        guard sides.count == 2 else { return }
        let words = sides[0].split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 2, let user = words[0].removingPercentEncoding, !user.isEmpty,
            let password = words[1].removingPercentEncoding, !password.isEmpty, !(user + password).utf8.contains(0)
        else { return nil }
        login = Login(user: user, password: password)
    }

    /// Whether a text is an address of mail that goes into a command as it is (RFC 5321 §4.1.2, without quoted parts).
    static func isMailbox(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, parts.allSatisfy({ !$0.isEmpty }) else { return false }
        let special = "!#$%&'*+-/=?^_`{|}~."
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "@" || special.contains($0)) }
    }
}

extension MailServer: CustomStringConvertible {
    /// The address without the login.
    public var description: String {
        "\(security.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
