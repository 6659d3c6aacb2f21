internal import Foundation
internal import RoadWaveTestServices

/// Two nodes over one Redis, PostgreSQL and storage. Node A, which has the live, is kept as Kubernetes would keep it; the
/// world's own node is B.
extension RoadWaveWorld {
    func sabotageNodeDeath(_ change: @Sendable (inout NodeDeathScene) -> Void) { change(&death) }

    /// A creator speaks on node A, at the studio page, and somebody listens at the page of each node.
    func startLiveOnServerA() async throws {
        try await startReplayNode()
        let manifests = try death.alteration?.write(in: folder) ?? PodRules.manifests
        let rules = try await PodRules.read("ingest", in: manifests)
        let (data, environment) = (folder + "/a", environmentOfServer)
        let hangs = death.mishaps.contains(.restartedNodeHangs)
        let pod = try await PodSupervisor.start(rules) { former in
            // A pod on the network of its machine keeps its ports, and its volume is the same disk.
            let node = try await ServerProcess.start(
                data: data, environment: environment, arguments: former?.addressOptions ?? [])
            if hangs, former != nil { await node.pause() }
            return node
        }
        death.pod = pod
        death.rules = rules
        atEnd { await pod.stop() }
        if hangs { atEnd { await pod.current?.resume() } }
        guard let node = await pod.current else { return }
        while await HTTPWitness().request(node.admin + "/readyz")?.status != 200 {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(100))
        }

        let microphone = folder + "/micro.wav"
        try WAVFile.write(try await Speech.synthesise(in: folder), to: microphone)
        let studio = try await StudioCreator.open(at: node.http, microphone: microphone)
        death.studio = studio
        atEnd { await studio.leave() }
        guard try await studio.start(title: "Sur la route") else { return }
        death.onAir = ContinuousClock.now
        death.live = try await studio.liveID()
        // The sound that a player buffers before it begins.
        let playlist = "\(try await base(ofRegion: 0))/lives/\(death.live)/48k/media.m3u8"
        try await PlayerRequests().waitForSegments(3, listedAt: playlist)
        for (name, address) in [("auditeur de A", node.http), ("auditeur de B", try runningServer().http)] {
            let page = try await studio.page.witness.open("\(address)/ecouter/\(death.live)")
            try await page.click("Rejoindre le live")
            death.listeners.append(NodeDeathScene.Listening(name: name, page: page))
        }
    }

    /// The state of the live, according to a node.
    func stateOfLive(at node: ServerProcess?) async -> String {
        guard let node else { return "aucun serveur" }
        let answer = await HTTPWitness().request("\(node.http)/lives/\(death.live)")
        return answer?.json["state"] as? String ?? "aucune réponse"
    }

    /// Node A dies by SIGKILL.
    /// - Returns: the exit status of its process.
    func crashServerA() async throws -> ChildProcess.Ending? {
        guard let node = await death.pod?.current, let pid = await node.process.pid else { return nil }
        if death.mishaps.contains(.creatorEndsLiveFirst) { try await endAtStudio() }
        if death.mishaps.contains(.diskIsLost) { try FileManager.default.removeItem(atPath: folder + "/a") }
        await node.process.kill()
        if death.mishaps.contains(.otherNodeDies) { await killServer() }
        let at = ContinuousClock.now
        var listed: [String: Int] = [:]
        for rendition in NodeDeathScene.renditions {
            listed[rendition] = try await storedPlaylist(rendition)?.segments.last?.sequence ?? -1
        }
        death.crash = NodeDeathScene.Crash(at: at, pid: pid, listed: listed)
        return await node.process.ending
    }

    private func endAtStudio() async throws {
        try await death.studio?.stop()
        _ = try await death.studio?.sees("Votre live est terminé.", in: .notice, within: .seconds(10))
    }

    /// A playlist of the live, as the storage itself has it; nil where it has none.
    func storedPlaylist(_ rendition: String) async throws -> ListedPlaylist? {
        let address = try runningInfrastructure().storedURL("/lives/\(death.live)/\(rendition)/media.m3u8")
        return await HTTPWitness().request(address).flatMap { ListedPlaylist($0.text) }
    }

    /// The renditions whose playlist says, in the storage, that nothing follows.
    func closedRenditions() async throws -> [String] {
        var closed: [String] = []
        for rendition in NodeDeathScene.renditions where try await storedPlaylist(rendition)?.hasEnded == true {
            closed.append(rendition)
        }
        return closed
    }

    /// Seconds since node A died; 0 before.
    var secondsSinceCrash: Double { death.crash.map { (ContinuousClock.now - $0.at) / .seconds(1) } ?? 0 }

    /// Seconds for which the studio was on the air before that; 0 before.
    var secondsBeforeCrash: Double {
        guard let crash = death.crash, let onAir = death.onAir else { return 0 }
        return (crash.at - onAir) / .seconds(1)
    }

    /// A worker makes the replays that are asked for.
    func startWorkerForLostLive() async throws {
        guard !replay.accomplices.contains(.noWorker) else { return }
        let worker = try await WorkerProcess.start(environment: environmentOfServer)
        replay.workers.append(worker)
        atEnd { await worker.process.stop() }
    }

    /// The state of the replay of the lost live, according to node B.
    func stateOfLostReplay() async throws -> String {
        let address = "\(try runningServer().http)/replays/\(death.live)"
        return await HTTPWitness().request(address)?.json["state"] as? String ?? "aucun"
    }

    // MARK: What a sabotage does

    /// One of the playlists that were closed is open again.
    func reopenPlaylist() async throws {
        let infrastructure = try runningInfrastructure()
        let (rendition, deadline) = ("32k", ContinuousClock.now + .seconds(40))
        while try await storedPlaylist(rendition)?.hasEnded != true {
            guard ContinuousClock.now < deadline else { throw DriverError("la playlist n'est pas close") }
            // why: the pause between two looks at a condition, whose bound is above.
            try await Task.sleep(for: .milliseconds(100))
        }
        let key = "lives/\(death.live)/\(rendition)/media.m3u8"
        let closed = try await infrastructure.storage.read(key, in: infrastructure.bucket) ?? []
        try await infrastructure.storage.write(
            String(decoding: closed, as: UTF8.self).replacing("#EXT-X-ENDLIST", with: ""), to: key,
            in: infrastructure.bucket)
    }
}

extension WitnessedPage {
    /// Hides an element of the page, like a fault of its style: for a sabotage.
    func hide(_ id: String) async throws {
        _ = try await evaluate(
            "document.getElementById('\(id)').style.setProperty('display', 'none', 'important')")
    }
}
