internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// A listener's player without its loudspeaker: it sends the HTTP requests of a player, at a player's pace.
///
/// It fetches the master playlist once, the media playlist of one rendition repeatedly (RFC 8216 §6.3.4), and each
/// segment once, starting at the hold-back.
struct HLSListener: Sendable {
    /// The address of the live's master playlist.
    let masterURL: String
    /// The index of its rendition in the master playlist, modulo their number: 4 of 3 is the second one.
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
                // §6.3.4: one target duration after a changed playlist, half of one after an unchanged one.
                pause = .seconds(playlist.targetDuration) / (last == lastOfBefore ? 2 : 1)
                if last < lastOfBefore { report.stepsBack += 1 }
                lastOfBefore = last
                next = await play(playlist, at: mediaURL, from: next ?? playlist.firstSequence, &report)
                if playlist.hasEnded { break }
            }
            // why: the pace of a player. Cancellation ends it.
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
            // why: a player tries again a second later. Cancellation ends it.
            try? await clock.sleep(until: min(clock.now + .seconds(1), deadline))
        }
        return nil
    }

    /// Fetches the new segments.
    /// - Returns: the number of the next segment.
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

    /// The body of a successful response. Other responses are counted. A request without response is sent once more.
    private func fetch(_ url: String, _ report: inout ListeningReport) async -> ByteBuffer? {
        let request = HTTPClientRequest(url: url)
        var answer = try? await http.execute(request, timeout: .seconds(10))
        // As players do: a server may close an idle connection just as it gets a request.
        if answer == nil, !Task.isCancelled { answer = try? await http.execute(request, timeout: .seconds(10)) }
        guard let response = answer else {
            // A cancelled request is not sent again.
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
