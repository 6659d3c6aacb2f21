internal import Foundation
internal import RoadWaveClient
internal import RoadWaveTestServices

/// Listeners of one rendition through NGINX, and the operator's import of its log.
extension RoadWaveWorld {
    func sabotage(_ fault: BandwidthScene.Fault) { bandwidth.faults.insert(fault) }

    func announceListeners(_ count: Int) { bandwidth.listeners = count }

    /// The creator connects and speaks, at the bit rate of the scenario.
    func publishForListeners(_ rate: BitRate) async throws {
        bandwidth.bitrate = rate.bitsPerSecond
        try await publish(kilobitsPerSecond: rate.bitsPerSecond / 1_000)
        try await waitUntilListed()
    }

    /// The listeners of the scenario begin to listen to the rendition of the creator's bit rate.
    /// - Returns: how many come.
    func gatherListeners() async throws -> Int {
        let name = "\(bandwidth.bitrate / 1_000)k"
        guard let variant = try await renditionNames().firstIndex(of: name),
            let address = try await liveState()?["playlist_url"] as? String
        else { throw DriverError("le live n'a pas de rendu \(name)") }
        bandwidth.rendition = name
        let size = bandwidth.listeners - (bandwidth.faults.contains(.threeStayAway) ? 3 : 0)
        let audience = Audience(size: size, masterURL: address, variant: variant)
        // Until they are sent away: the time limit of the steps is the bound.
        let task = Task { await audience.listen(for: .seconds(600), arrivingWithin: .seconds(2)) }
        bandwidth.audience = task
        atEnd {
            task.cancel()
            _ = await task.value
        }
        return size
    }

    /// The segments of the rendition that its playlist lists now.
    func listedSegments() async throws -> [ListedPlaylist.Segment] {
        let path = "\(try await liveFolder())\(bandwidth.rendition)/media.m3u8"
        let answer = await HTTPWitness().request(try runningInfrastructure().storedURL(path))
        return ListedPlaylist(answer?.text ?? "")?.segments ?? []
    }

    /// How often the most requested segment was served whole, which is the number of listeners.
    func servedTogether() async throws -> Int {
        let folder = "\(try await liveFolder())\(bandwidth.rendition)/"
        let served = try CacheLog(of: runningInfrastructure().regions[0]).requests(below: folder).filter(
            \.isWholeSegment)
        return Dictionary(grouping: served, by: \.path).values.map(\.count).max() ?? 0
    }

    /// Has the listeners listen on for some segments that come from now on, and then leave. One hour of the live is taken
    /// to be like them.
    func listen(forHours duration: Duration) async throws {
        guard let audience = bandwidth.audience else { throw DriverError("aucun auditeur n'est venu") }
        let first = (try await listedSegments().last?.sequence ?? 0) + 1
        let last = first + 5
        var listed: [ListedPlaylist.Segment] = []
        // Three more: a player that looks every two seconds has fetched the last counted one by then.
        while listed.last?.sequence ?? 0 < last + 3 {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(200))
            listed = try await listedSegments()
        }
        audience.cancel()
        _ = await audience.value
        for segment in listed where (first...last).contains(segment.sequence) {
            bandwidth.counted[segment.sequence] = segment.duration
        }
        bandwidth.scale = duration / .seconds(bandwidth.counted.values.reduce(0, +))
    }

    /// Imports the log of NGINX as it is now, as an operator's task does: from a copy, like one that was sent to another
    /// machine.
    func importLog() async throws {
        guard !bandwidth.faults.contains(.noImport) else { return }
        let log = try Data(contentsOf: URL(fileURLWithPath: try runningInfrastructure().regions[0].accessLog))
        let whole = log.prefix(through: log.lastIndex(of: UInt8(ascii: "\n")) ?? log.startIndex)
        let path = folder + "/journal-importé.log"
        if bandwidth.faults.contains(.linesAreLost) {
            let lines = whole.split(separator: UInt8(ascii: "\n")).enumerated().filter { $0.offset % 10 != 9 }
            try Data(lines.flatMap { $0.element + [UInt8(ascii: "\n")] }).write(to: URL(fileURLWithPath: path))
        } else {
            try whole.write(to: URL(fileURLWithPath: path))
        }
        bandwidth.importedLog = (path, whole.count)
        let result = await bill("import", path)
        bandwidth.importExit = result.exit
        bandwidth.printed = result.lines
    }

    /// Runs `roadwave-server billing` to its end, in a process of its own.
    func bill(_ arguments: String...) async -> (exit: Int, lines: [String]) {
        let process = await ChildProcess.start(
            ServerProcess.executable, ["billing"] + arguments, environment: environmentOfServer,
            name: "roadwave-server billing")
        guard case .exited(let code)? = await process.wait() else { return (-1, await process.lines) }
        return (Int(code), await process.lines)
    }

    /// The traffic of the live in NGINX's own log, as far as it was imported.
    func servedTraffic() async throws -> ServedTraffic {
        let log = try CacheLog(
            of: runningInfrastructure().regions[0], upTo: bandwidth.importedLog?.size ?? .max)
        return ServedTraffic(log, below: try await liveFolder(), seconds: 2)
    }

    /// The row of the live in `live_costs`: audio_bytes, transport_bytes and cost_eur; nil without one.
    func liveCosts() async throws -> [String]? {
        let live = try await creator?.liveID() ?? ""
        return try await rows(
            "SELECT audio_bytes, transport_bytes, cost_eur FROM live_costs WHERE live_id = '\(live)'"
        ).first?.split(separator: "\t").map(String.init)
    }

    /// The log that was imported, compressed as `logrotate` does it.
    func compressedLog() async throws -> String {
        guard let log = bandwidth.importedLog else { return folder + "/aucun journal" }
        let process = await ChildProcess.start("gzip", ["-kf", log.path], name: "gzip")
        guard await process.wait() == .exited(0) else { throw DriverError("gzip ne compresse pas le journal") }
        return log.path + ".gz"
    }
}
