import Testing

@testable import RoadWave

@Suite("Addresses of mail servers")
struct MailServerTests {
    @Test(
        "the scheme says the encryption and the usual port",
        arguments: [
            ("smtp://mail.example", MailServer(security: .whereOffered, host: "mail.example", port: 25)),
            ("smtp://[::1]:2525", MailServer(security: .whereOffered, host: "::1", port: 2_525)),
            (
                "smtp+starttls://radio:p%40ss@mail.example",
                MailServer(
                    security: .startTLS, host: "mail.example", port: 587,
                    login: MailServer.Login(user: "radio", password: "p@ss"))
            ),
            ("smtps://mail.example:4650/", MailServer(security: .implicit, host: "mail.example", port: 4_650)),
        ])
    func accepted(text: String, server: MailServer) {
        #expect(MailServer(parsing: text) == server)
    }

    @Test(
        "any other text is refused",
        arguments: [
            "", "mail.example", "http://mail.example", "smtp://", "smtp://a b", "smtp://host:0", "smtp://host:99999",
            "smtp://user@host", "smtp://user:@host", "smtp://u:p@h@x", "smtp://host/path", "smtp://u:%00p@host",
        ])
    func refused(text: String) {
        #expect(MailServer(parsing: text) == nil)
    }

    @Test("its description has no login")
    func secret() {
        #expect(MailServer(parsing: "smtps://radio:geheim@mail.example")?.description == "smtps://mail.example:465")
    }

    @Test(
        "an address that could end its command, or name two people, is refused",
        arguments: ["", "a", "a@", "@b", "a@b@c", "a b@c", "a@b>\r\nDATA", "<a@b>", "a,b@c", "é@b"])
    func mailboxes(text: String) {
        #expect(!MailServer.isMailbox(text))
        #expect(MailServer.isMailbox("equipe.technique+radio@example.org"))
    }
}
