import ArgumentParser
import Foundation
import RoadWave

/// `roadwave-server token`: makes the tokens that a node accepts, and the keys that sign them.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes a signed token, or the keys that sign tokens.",
        discussion: """
            Prints one token for the node whose ROADWAVE_JWT_KEYS is the same file. An example:

              roadwave-server token --new-keys keys.json
              roadwave-server token --keys keys.json --role creator --premium
            """)

    @Option(help: ArgumentHelp("The JWK set file; its first key signs.", valueName: "file"))
    var keys: String?

    @Option(
        name: .customLong("new-keys"),
        help: ArgumentHelp("Makes a JWK set file with one new HS256 key, readable by its owner.", valueName: "file"))
    var newKeys: String?

    @Option(
        help: "What the bearer is: creator, listener or operator.",
        transform: { text in
            guard let role = AccessRole(rawValue: text) else {
                throw ValidationError("'\(text)' is no role: expected creator, listener or operator")
            }
            return role
        })
    var role = AccessRole.creator

    @Option(
        help: ArgumentHelp("Who the bearer is; a new identity unless told.", valueName: "uuid"),
        transform: { text in
            guard let subject = UserID(text) else { throw ValidationError("'\(text)' is no UUID") }
            return subject
        })
    var subject: UserID?

    @Flag(help: "The bearer has a place in the priority queue.")
    var premium = false

    @Option(help: ArgumentHelp("How long the token is good.", valueName: "seconds"))
    var seconds = 3_600

    func validate() throws {
        guard (keys == nil) != (newKeys == nil) else {
            throw ValidationError("expected --keys FILE to make a token, or --new-keys FILE to make keys")
        }
        guard (1...31_536_000).contains(seconds) else {
            throw ValidationError("'\(seconds)' cannot be used: expected from 1 second to a year")
        }
    }

    func run() async throws {
        if let newKeys { return try makeKeys(newKeys) }
        let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + Int64(seconds) * 1_000)
        let claims = AccessClaims(
            subject: subject ?? UserID(token: UUID().uuidString), role: role, isPremium: premium, expiry: expiry)
        do throws(RoadWaveError) {
            print(try await TokenKeys(contentsOf: keys ?? "").issue(claims))
        } catch {
            throw CommandError(message: error.description)
        }
    }

    /// Never over a file that exists: tokens that were signed with its keys would all be refused.
    private func makeKeys(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw CommandError(message: "cannot make '\(path)': \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(TokenKeys.generate().utf8))
    }
}
