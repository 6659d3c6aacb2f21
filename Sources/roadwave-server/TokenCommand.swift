import ArgumentParser
import Foundation
import RoadWave

/// `roadwave-server token`: makes the tokens that a node accepts, and the keys that sign them.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes a signed token, or the keys that sign tokens.",
        discussion: """
            Prints one token for the node whose ROADWAVE_JWT_KEYS has the same keys. With one secret for all:

              roadwave-server token --new-keys keys.json
              roadwave-server token --keys keys.json --role creator --premium
              ROADWAVE_JWT_KEYS=keys.json roadwave-server serve

            With a key whose private half stays where tokens are made:

              roadwave-server token --new-keys private.json --algorithm ES256
              roadwave-server token --public-keys private.json > keys.json

            A creator publishes, and listens as a listener does; a listener joins, likes and reports; an operator listens \
            and ends any live.

            The first key of the file signs, unless --kid names another one. A node reads its keys again within seconds when \
            the file changes. To change the key, give every node the new one, sign with it, and take the old one away once \
            the last token that it signed has expired:

              roadwave-server token --add-key keys.json
              roadwave-server token --keys keys.json --kid NEW --role creator
              roadwave-server token --keys keys.json --remove-key OLD
            """)

    @Option(help: ArgumentHelp("The JWK set file; its first key signs.", valueName: "file"))
    var keys: String?

    @Option(help: ArgumentHelp("The key that signs, in place of the first one.", valueName: "kid"))
    var kid: String?

    @Option(
        name: .customLong("add-key"),
        help: ArgumentHelp("Puts a new key at the end of a JWK set file, and prints its kid.", valueName: "file"))
    var addKey: String?

    @Option(
        name: .customLong("remove-key"),
        help: ArgumentHelp("Takes a key out of the file of --keys: its tokens are refused.", valueName: "kid"))
    var removeKey: String?

    @Option(
        name: .customLong("new-keys"),
        help: ArgumentHelp("Makes a JWK set file with one new key, readable by its owner.", valueName: "file"))
    var newKeys: String?

    @Option(
        help: "The algorithm of the new key: \(TokenAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: { text in
            guard let algorithm = TokenAlgorithm(rawValue: text) else {
                let names = TokenAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(text)' is no algorithm of ours: expected \(names)")
            }
            return algorithm
        })
    var algorithm: TokenAlgorithm?

    @Option(
        name: .customLong("public-keys"),
        help: ArgumentHelp("Prints the public halves of the keys of a JWK set file, for nodes.", valueName: "file"))
    var publicKeys: String?

    @Option(
        help: "What the bearer is: creator, listener or operator. A token needs it.",
        transform: { text in
            guard let role = AccessRole(rawValue: text) else {
                throw ValidationError("'\(text)' is no role: expected creator, listener or operator")
            }
            return role
        })
    var role: AccessRole?

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

    @Option(
        help: ArgumentHelp("The issuer that the token names (ROADWAVE_JWT_ISSUER of the nodes).", valueName: "name"))
    var issuer: String?

    @Option(
        help: ArgumentHelp("The audience that the token names (ROADWAVE_JWT_AUDIENCE of the nodes).", valueName: "name")
    )
    var audience: String?

    func validate() throws {
        guard [keys, newKeys, addKey, publicKeys].count(where: { $0 != nil }) == 1 else {
            throw ValidationError(
                "expected --keys FILE to make a token, --new-keys FILE to make keys, --add-key FILE, or --public-keys FILE"
            )
        }
        guard algorithm == nil || newKeys != nil || addKey != nil else {
            throw ValidationError(
                "--algorithm goes with --new-keys and --add-key: a token has the algorithm of its key")
        }
        guard keys != nil || kid == nil && removeKey == nil else {
            throw ValidationError("--kid and --remove-key go with --keys FILE")
        }
        guard keys == nil || removeKey != nil || role != nil else {
            throw ValidationError("--role is missing: expected creator, listener or operator")
        }
        guard (1...31_536_000).contains(seconds) else {
            throw ValidationError("'\(seconds)' cannot be used: expected from 1 second to a year")
        }
    }

    func run() async throws {
        do {
            if let newKeys {
                try makeKeys(newKeys)
            } else if let publicKeys {
                print(try TokenKeySet.publicKeys(of: TokenKeySet.text(ofFile: publicKeys)).text, terminator: "")
            } else if let addKey {
                let (set, name) = try TokenKeySet.adding(
                    algorithm ?? .hs256, to: TokenKeySet.text(ofFile: addKey))
                try replace(addKey, with: set)
                print(name)
            } else if let keys, let removeKey {
                try replace(keys, with: TokenKeySet.removing(removeKey, from: TokenKeySet.text(ofFile: keys)))
            } else if let role {
                print(try await token(role))
            }
        } catch let error as RoadWaveError {
            throw CommandError(message: error.description)
        }
    }

    private func token(_ role: AccessRole) async throws -> String {
        let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + Int64(seconds) * 1_000)
        let claims = AccessClaims(
            subject: subject ?? UserID(token: UUID().uuidString), role: role, isPremium: premium, expiry: expiry,
            issued: .now, tokenID: UUID().uuidString.lowercased())
        return try await TokenKeys(contentsOf: keys ?? "").issue(
            claims, policy: TokenPolicy(issuer: issuer, audience: audience), key: kid)
    }

    /// Never overwrites a file: all tokens signed with its keys would be refused.
    private func makeKeys(_ path: String) throws { try write(TokenKeySet.generate(algorithm ?? .hs256), to: path) }

    /// Replaces a set atomically: a node may read the file at any moment.
    private func replace(_ path: String, with keys: TokenKeySet) throws {
        let new = "\(path).\(UUID().uuidString)"
        try write(keys, to: new)
        guard rename(new, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(new)
            throw CommandError(message: "cannot write '\(path)': \(reason)")
        }
    }

    private func write(_ keys: TokenKeySet, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw CommandError(message: "cannot make '\(path)': \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(keys.text.utf8))
    }
}
