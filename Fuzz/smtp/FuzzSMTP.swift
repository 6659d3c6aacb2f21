/// The lines of a mail server: none may trap, make the client send the mail in clear text, or keep the dialogue alive.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    for security in [MailServer.Security.whereOffered, .startTLS] {
        let login = MailServer.Login(user: "u", password: "p")
        var dialogue = SMTPDialogue(
            server: MailServer(security: security, host: "h", port: 25, login: login), from: "a@x", to: ["b@x", "c@x"],
            content: "MAIL\r\n", clientName: "n")
        var (isEncrypted, isOver) = (false, false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            for action in dialogue.take(String(line)) {
                precondition(!isOver, "the dialogue goes on after its end")
                switch action {
                case .send(let words):
                    precondition(isEncrypted || ["EHLO", "STAR"].contains(words.prefix(4)), "in clear: \(words)")
                case .encrypt: isEncrypted = true
                case .finish: isOver = true
                }
            }
        }
    }
    return 0
}
