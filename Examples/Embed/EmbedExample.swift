import RoadWave

/// Hosts a node in this process with accounts of its own, receives lives, and prints their segments as listeners get them.
///
/// Publish to it with FFmpeg 8 or later:
///
///     ffmpeg -re -f lavfi -i sine=r=48000 -ac 2 -c:a libopus -f whip -authorization anne 'URL/whip?title=Essai'
@main
struct EmbedExample {
    static func main() async throws {
        var configuration = NodeConfiguration()
        configuration.http.port = 0
        configuration.udp.port = 0
        configuration.dataDirectory = "embed-data"

        let node = RoadWaveNode(configuration: configuration, authenticator: Accounts())
        let events = node.events
        let addresses = try await node.start()
        print("Publish to \(addresses.httpURL)/whip?title=Essai with the bearer token « anne ».")

        for await event in events {
            switch event {
            case .liveCreated(let live):
                print("\(live.id) « \(live.metadata.title) » listen: \(addresses.httpURL)\(live.playlistPath)")
            case .liveConnected(let live):
                print("\(live.id) is live")
            case .liveInterrupted(let live):
                print("\(live.id) is interrupted")
            case .bitrateAdvised(let id, let advice):
                print("\(id) would do better at \(advice.bitrate) bit/s: \(advice.reason)")
            case .connectionWarned(let id, let warning):
                print("\(id) « \(warning.message) »")
            case .broadcastStopped(let id):
                print("\(id) is not heard any more: its codecs fail")
            case .stopAnnounced(let id, let date):
                print("\(id) runs on a node that stops at \(date)")
            case .recordingFailed(let id):
                print("\(id) is not recorded any more")
            case .recordingRecovered(let id):
                print("\(id) is recorded again")
            case .replayFailed(let id):
                print("\(id) has no replay: look at its job")
            case .audienceChanged(let id, let counts):
                print("\(id) has \(counts.listeners) listeners and \(counts.likes) likes")
            case .segmentListed(let id, let segment):
                print("\(id) segment \(segment.sequence): \(segment.keys.joined(separator: ", "))")
                // A minute is enough for an example.
                if segment.sequence == 30 { await node.end(id) }
            case .liveEnded(let live):
                print("\(live.id) has ended")
                // One live is enough for an example: the node stops, which ends the events.
                await node.stop()
            case .liveClosed(let live):
                print("\(live.id) is stored to its end")
            }
        }
    }
}

/// Who may publish: one account, where an application would ask its own.
struct Accounts: Authenticator {
    func bearer(of token: String) async throws(AuthenticationError) -> Bearer {
        guard token == "anne" else { throw .invalid(reason: nil) }
        return Bearer(id: UserID(token: token), role: .creator)
    }
}
