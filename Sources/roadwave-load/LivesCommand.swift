import ArgumentParser
import Foundation
import NIOCore
import NIOPosix
import RoadWaveClient
import RoadWaveRTC

/// The publishers' side of `ci/bench live`: real creators in one process, and the time that their segments take to be
/// listed.
struct LivesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lives",
        abstract:
            "Publishes lives over WHIP, and measures from the last sample of a segment to its place in the playlist.",
        discussion: """
            Prints a line `sending` once every live is connected, a line `sent` when the last packet has left, waits for \
            a line on standard input, ends the lives, and prints its figures as one line of JSON.
            """)

    @Option(help: ArgumentHelp("The WHIP endpoint.", valueName: "url"))
    var whip: String

    @Option(help: "How many lives.")
    var lives = 1

    @Option(help: "How many seconds of sound each live gets, in real time.")
    var seconds = 60

    @Option(
        help: ArgumentHelp(
            "Where playlists are watched: the folder of a directory storage, or the http root of a public bucket.",
            valueName: "place"))
    var media: String

    @Option(help: "The renditions that must all list a segment, such as 96k,48k,32k.")
    var renditions = "48k"

    func validate() throws {
        guard lives > 0, seconds >= 4 else { throw ValidationError("expected --lives from 1, --seconds from 4") }
    }

    func run() async throws {
        let names = renditions.split(separator: ",").map(String.init)
        let programme = try Programme.prepare()
        let certificate = try DTLSCertificate.generate()
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        var paced: [PacedLive] = []
        for number in 0..<lives {
            let publisher = try await LivePublisher.connect(
                to: "\(whip)?title=Charge%20\(number)", token: UUID().uuidString,
                configuration: Publisher.Configuration(certificate: certificate), group: loop)
            paced.append(PacedLive(publisher: publisher, programme: programme, loop: loop))
        }
        let identifiers = paced.map(\.publisher.liveID)
        let watch: any ListingWatch =
            media.hasPrefix("http")
            ? BucketWatch(root: media, lives: identifiers, renditions: names)
            : try DirectoryWatch(folder: media, lives: identifiers, renditions: names)
        LoadCommand.say("sending")
        // Lives begin apart, as creators do: together they would all want the same 20 ms of each segment.
        let start = NIODeadline.now() + .milliseconds(200)
        for (number, live) in paced.enumerated() {
            let offset = TimeAmount.nanoseconds(Int64(number) * 2_000_000_000 / Int64(lives))
            await live.begin(at: start + offset, packets: seconds * Programme.packetsPerSecond)
        }
        for live in paced { try await live.finished() }
        LoadCommand.say("sent")
        // The node's own count of packets is read before the lives end.
        _ = readLine()
        await withTaskGroup(of: Void.self) { group in
            for live in paced { group.addTask { await live.publisher.close() } }
        }
        var logs: [String: SendLog] = [:]
        for live in paced { logs[live.publisher.liveID] = await live.log }
        let listings = try await watch.finish()
        LoadCommand.say(try LoadFigures(logs: logs, listings: listings, renditions: names).json)
    }
}
