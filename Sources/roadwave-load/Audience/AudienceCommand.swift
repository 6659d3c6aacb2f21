import ArgumentParser
import Foundation
import NIOCore
import NIOPosix
import RoadWaveRTC

/// The listeners' side of `ci/bench audience`: heartbeats at a given rate, independent of the node's response times,
/// with joins and leaves between them.
struct AudienceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audience", abstract: "Listens to many lives at once, without hearing anything.",
        discussion: """
            Opens lives whose creators never connect, so that the node has nothing to do but to count. Prints a line \
            `joined` once every listener has joined. Each line `beat RATE SECONDS` on standard input is then answered with \
            one line of JSON: how long RATE heartbeats a second took; a line `count` with the listeners that each live has \
            by the load's own count and by the node's. The end of the input ends it.
            """)

    @Option(help: ArgumentHelp("The root of the node's URLs.", valueName: "url"))
    var node: String

    @Option(help: ArgumentHelp("The PEM file of the authority of an https node.", valueName: "file"))
    var authority: String?

    @Option(help: ArgumentHelp("The JWK set whose first key, of HS256, signs all tokens.", valueName: "file"))
    var keys: String

    @Option(help: "How many lives.")
    var lives = 100

    @Option(help: "The places for listeners of one live.")
    var places = 534

    @Option(help: "How many connections the listeners share.")
    var connections = 500

    func validate() throws {
        guard lives > 0, places > 0, connections > 0, lives * places >= connections else {
            throw ValidationError(
                "expected --lives, --places and --connections from 1, and a place for each connection")
        }
    }

    func run() async throws {
        let crowd = try await Crowd.gathered(
            NodeConnection.Address(url: node, authority: authority), tokens: try ListenerTokens(file: keys),
            lives: lives, places: places, connections: connections)
        let joining = try await crowd.join()
        LoadCommand.say("joined " + joining)
        while let line = readLine() {
            let words = line.split(separator: " ")
            switch words.first {
            case "beat" where words.count == 3:
                guard let rate = Double(words[1]), let seconds = Double(words[2]), rate > 0, seconds > 0 else {
                    throw LoadError("expected 'beat RATE SECONDS': \(line)")
                }
                LoadCommand.say(try await crowd.beat(rate: rate, for: .nanoseconds(Int64(seconds * 1e9))))
            case "count": LoadCommand.say(try await crowd.count())
            default: throw LoadError("expected 'beat RATE SECONDS' or 'count': \(line)")
            }
        }
        await crowd.leave()
    }
}
