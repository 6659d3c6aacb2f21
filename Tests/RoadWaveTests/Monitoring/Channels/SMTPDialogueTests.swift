import Testing

@testable import RoadWave

@Suite("The dialogue with a mail server")
struct SMTPDialogueTests {
    private func dialogue(
        _ address: String = "smtp://mail.example", to: [String] = ["a@x.example"]
    ) throws -> SMTPDialogue {
        SMTPDialogue(
            server: try #require(MailServer(parsing: address)), from: "radio@x.example", to: to, content: "MAIL\r\n",
            clientName: "node")
    }

    /// What the client does at each line of the server.
    private func run(_ dialogue: SMTPDialogue, _ lines: [String]) -> [SMTPDialogue.Action] {
        var dialogue = dialogue
        return lines.flatMap { dialogue.take($0) }
    }

    private static let afterHello = ["250 ok", "250 ok", "354 go on", "250 queued"]

    @Test("a mail goes to a server without extensions")
    func plain() throws {
        let actions = run(try dialogue(), ["220 mail.example", "250 mail.example"] + Self.afterHello)
        #expect(
            actions == [
                .send("EHLO node\r\n"), .send("MAIL FROM:<radio@x.example>\r\n"), .send("RCPT TO:<a@x.example>\r\n"),
                .send("DATA\r\n"), .send("MAIL\r\n.\r\n"), .send("QUIT\r\n"), .finish(.accepted),
            ])
    }

    @Test("if the server offers STARTTLS, the mail is encrypted, and its earlier extensions are discarded")
    func startTLS() throws {
        let actions = run(
            try dialogue(),
            ["220-hello", "220 mail.example", "250-mail.example", "250-SIZE 1", "250 STARTTLS", "220 go", "250 again"]
                + Self.afterHello)
        #expect(
            actions.prefix(4) == [
                .send("EHLO node\r\n"), .send("STARTTLS\r\n"), .encrypt, .send("EHLO node\r\n"),
            ])
        #expect(actions.last == .finish(.accepted))
    }

    @Test(
        "a server that does not offer STARTTLS gets nothing where encryption or a login is asked for",
        arguments: ["smtp+starttls://mail.example", "smtp+starttls://u:p@mail.example", "smtp://u:p@mail.example"])
    func stripped(address: String) throws {
        let actions = run(
            try dialogue(address), ["220 mail.example", "250-mail.example", "250 XXXXXXXA"] + Self.afterHello)
        #expect(actions.count == 2)
        guard case .finish(.failed(let reason, _))? = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(reason.contains("STARTTLS"))
    }

    @Test("a login is sent after the encryption")
    func login() throws {
        let actions = run(
            try dialogue("smtps://radio:geheim@mail.example"),
            ["220 x", "250-x", "250 AUTH PLAIN LOGIN", "235 welcome"] + Self.afterHello)
        // "\0radio\0geheim"
        #expect(actions.dropFirst().first == .send("AUTH PLAIN AHJhZGlvAGdlaGVpbQ==\r\n"))
        #expect(actions.last == .finish(.accepted))
    }

    @Test("if one of three recipients is refused, the others get the mail once, and the refusal is reported")
    func someRefused() throws {
        let to = ["a@x.example", "b@x.example", "c@x.example"]
        let actions = run(
            try dialogue(to: to),
            ["220 x", "250 x", "250 ok", "250 ok", "550 unknown", "251 forwarded", "354 go on", "250 queued"])
        #expect(actions.last == .finish(.partly("b@x.example: 550 unknown")))
        #expect(actions.contains(.send("MAIL\r\n.\r\n")))
    }

    @Test(
        "a refusal of the mail is final, one that may pass or is about the settings is not",
        arguments: [
            (["220 x", "250 x", "550 no"], true), (["220 x", "250 x", "250 ok", "550 unknown"], true),
            (["220 x", "250 x", "250 ok", "450 later"], false),
            (["220 x", "250 x", "250 ok", "250 ok", "354 go", "554 spam"], true),
            (["220 x", "250 x", "250 ok", "250 ok", "354 go", "452 full"], false),
            (["554 no service"], false), (["220 x", "502 no"], false), (["220 x", "250 x", "421 closing"], false),
        ])
    func refusals(lines: [String], isFinal: Bool) throws {
        switch run(try dialogue(), lines).last {
        case .finish(.refused): #expect(isFinal)
        case .finish(.failed): #expect(!isFinal)
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test(
        "what is no answer of a mail server ends the dialogue",
        arguments: ["", "HTTP/1.1 400 Bad Request", "99 x", "٢٢٠ x", "-20 x", "SSH-2.0-OpenSSH"])
    func garbage(line: String) throws {
        guard case .finish(.failed)? = run(try dialogue(), [line]).last else {
            Issue.record("it goes on")
            return
        }
    }

    @Test("an endless answer is bounded, and nothing is sent after the end")
    func endless() throws {
        let actions = run(try dialogue(), Array(repeating: "220-more", count: 1_000) + ["220 x"])
        #expect(actions.count == 1)
    }
}
