internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// A listener's player without its loudspeaker: it asks over HTTP for what a player asks for, when a player does.
///
/// The master playlist once, the media playlist of one rendition again and again (RFC 8216 §6.3.4), each segment once,
/// from the hold-back on.
struct HLSListener: Sendable {
    /// The address of the live's master playlist.
    let masterURL: String
    /// Which rendition of the master playlist it plays, counted around: 4 of 3 is the second one.
    let variant: Int
    /// Its connections.
    let http: HTTPClient
    private let clock = ContinuousClock()

    /// A playlist of one day is 4 MiB; a segment of ten seconds at 320 kbit/s is 0.5 MB.
    private static let maximumBody = 8 << 20

    init(masterURL: String, variant: Int, http: HTTPClient) {
        self.masterURL = masterURL
        self.variant = variant
        self.http = http
    }

    /// Listens until `deadline`, or until the live ends; earlier when the task is cancelled.
    func listen(until deadline: ContinuousClock.Instant) async -> ListeningReport {
        var report = ListeningReport()
        guard let mediaURL = await chooseVariant(until: deadline, &report) else { return report }
        var next: Int?
        var lastOfBefore = Int.min
        while clock.now < deadline, !Task.isCancelled {
            let start = clock.now
            var pause = Duration.seconds(1)
            report.playlistRequests += 1
            if let text = await fetch(mediaURL, &report), case .media(let playlist)? = HLSPlaylist(text.string) {
                let last = playlist.segments.last?.sequence ?? lastOfBefore
                // §6.3.4: a target duration after a new playlist, half of one after the same again.
                pause = .seconds(playlist.targetDuration) / (last == lastOfBefore ? 2 : 1)
                if last < lastOfBefore { report.stepsBack += 1 }
                lastOfBefore = last
                next = await play(playlist, at: mediaURL, from: next ?? playlist.firstSequence, &report)
                if playlist.hasEnded { break }
            }
            // why: the pace of a player. Cancelled while it waits, it ends.
            try? await clock.sleep(until: min(start + pause, deadline))
        }
        return report
    }

    /// The address of the rendition's playlist, once the live has a master playlist.
    private func chooseVariant(until deadline: ContinuousClock.Instant, _ report: inout ListeningReport) async
        -> String?
    {
        while clock.now < deadline, !Task.isCancelled {
            report.playlistRequests += 1
            if let text = await fetch(masterURL, &report), case .master(let variants)? = HLSPlaylist(text.string),
                !variants.isEmpty
            {
                return Self.resolve(variants[variant % variants.count].uri, against: masterURL)
            }
            // why: a player tries again a second later. Cancelled while it waits, it ends.
            try? await clock.sleep(until: min(clock.now + .seconds(1), deadline))
        }
        return nil
    }

    /// Fetches what is new.
    /// - Returns: the number of the segment after it.
    private func play(
        _ playlist: HLSPlaylist.Media, at url: String, from next: Int?, _ report: inout ListeningReport
    ) async -> Int? {
        guard var next else { return nil }
        for segment in playlist.segments where segment.sequence >= next {
            guard !Task.isCancelled else { return next }
            report.missedSegments += segment.sequence - next
            next = segment.sequence + 1
            guard !segment.isGap else {
                report.missedSegments += 1
                continue
            }
            report.segmentRequests += 1
            if await fetch(Self.resolve(segment.uri, against: url), &report) != nil {
                report.seconds += segment.duration
            } else {
                report.missedSegments += 1
            }
        }
        return next
    }

    /// The body of a good answer; what else comes is counted. Where nothing comes, it is asked for once more.
    private func fetch(_ url: String, _ report: inout ListeningReport) async -> ByteBuffer? {
        let request = HTTPClientRequest(url: url)
        var answer = try? await http.execute(request, timeout: .seconds(10))
        // As players do: a server may close an idle connection just as a request takes it.
        if answer == nil, !Task.isCancelled { answer = try? await http.execute(request, timeout: .seconds(10)) }
        guard let response = answer else {
            // One that is cancelled has given up by itself.
            if !Task.isCancelled { report.failures[0, default: 0] += 1 }
            return nil
        }
        guard response.status == .ok, let body = try? await response.body.collect(upTo: Self.maximumBody) else {
            if !Task.isCancelled { report.failures[Int(response.status.code), default: 0] += 1 }
            return nil
        }
        report.bytes += body.readableBytes
        return body
    }

    private static func resolve(_ uri: String, against base: String) -> String {
        URL(string: uri, relativeTo: URL(string: base))?.absoluteString ?? uri
    }
}

extension ByteBuffer {
    fileprivate var string: String { String(buffer: self) }
}
