import Foundation
import Testing

@testable import RoadWave

@Suite("The text of a mail")
struct MailTextTests {
    private func mail(_ subject: String, _ text: String = "Bonjour\n") -> String {
        let message = AlertMessage(
            id: "n/cpu/1/firing", incident: "n/cpu/1", status: .firing, kind: "threshold", node: "n", link: "l",
            startedAt: "", subject: subject, text: text)
        return MailText(
            from: "radio@x.example", to: ["a@x.example", "b@x.example"], message: message,
            date: WallDate(millisecondsSince1970: 1_774_787_696_789)
        ).text
    }

    @Test("a subject beyond ASCII is in encoded words that a mail program reads")
    func subject() throws {
        let subject = "[RoadWave] Alerte : Mémoire à 86 % (seuil 85 %), nœud https://a.radio.example, et de suite"
        let text = mail(subject)
        let words = text.matches(of: /=\?UTF-8\?B\?([A-Za-z0-9+\/=]+)\?=/)
        let decoded = try words.reduce(into: Data()) { data, word in
            data += try #require(Data(base64Encoded: String(word.1)))
        }
        #expect(String(decoding: decoded, as: UTF8.self) == subject)
        #expect(words.allSatisfy { $0.0.utf8.count <= 75 })
        // Each word is whole letters: RFC 2047 §5.
        for word in words {
            let bytes = Data(base64Encoded: String(word.1)).map { [UInt8]($0) } ?? []
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
    }

    @Test("a subject of ASCII stays as it is, unless it looks encoded")
    func plainSubject() {
        #expect(mail("Plain subject").contains("\r\nSubject: Plain subject\r\n"))
        #expect(!mail("=?UTF-8?B?xx?=").contains("Subject: =?UTF-8?B?xx?=\r\n"))
    }

    @Test("a line end in a subject makes no header")
    func injection() {
        #expect(!mail("Hello\r\nBcc: all@x.example").contains("\r\nBcc:"))
    }

    @Test("the text is base 64 of UTF-8 in short lines, so no line is a dot")
    func body() throws {
        let text = mail("s", "é\n.\n..\n" + String(repeating: "voilà ", count: 50))
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        let body = try #require(parts.last)
        let lines = body.split(separator: "\r\n", omittingEmptySubsequences: true)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.first != "." })
        let decoded = try #require(Data(base64Encoded: lines.joined()))
        #expect(String(decoding: decoded, as: UTF8.self).hasPrefix("é\r\n.\r\n..\r\nvoilà "))
        #expect(text.hasSuffix("\r\n"))
    }

    @Test("it has a date, and the same identity at each attempt")
    func headers() {
        #expect(mail("s").contains("Date: 29 Mar 2026 12:34:56 +0000\r\n"))
        let identity = mail("s").firstMatch(of: /Message-ID: <[0-9a-f]{32}@x\.example>/)?.0
        #expect(identity != nil)
        #expect(identity == mail("s").firstMatch(of: /Message-ID: <[0-9a-f]{32}@x\.example>/)?.0)
    }
}
