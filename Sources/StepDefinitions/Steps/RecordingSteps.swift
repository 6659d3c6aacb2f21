internal import Foundation
internal import Gherkin
internal import RoadWaveTestServices

/// « Enregistrement parallèle du flux pour replay ».
let recordingSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live est en cours",
        preuve:
            "un créateur parle au rythme du temps réel, et garde chaque paquet envoyé ; GET /lives/{id} dit « live »",
        timeout: .seconds(60)
    ) { world, check in
        try await world.startRecordedLive()
        try await check.eventually("état du live", .equals("live"), within: .seconds(10)) {
            try await world.recordedLiveState() ?? "aucun"
        }
    }

    Alors(
        "un processus parallèle enregistre le flux Opus raw",
        preuve: """
            pendant que le créateur parle, ffprobe et ffmpeg sortent les paquets du fichier Ogg : chacun est, octet pour \
            octet, celui qui a été envoyé à sa place, et il ne manque que la dernière seconde au plus
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le disque des enregistrements disparaît", at: .beforeStep) { world in
                try await world.breakRecordings()
            },
            Sabotage("un octet de l'enregistrement est changé", at: .beforeStep) { world in
                try await world.waitForRecording(packets: 200)
                try await world.damageRecording()
            },
        ]
    ) { world, check in
        let creator = try await world.speakingCreator()
        try await check.eventually("paquets enregistrés", .atLeast(250), within: .seconds(15), every: .seconds(1)) {
            try await world.recordedStream().packets.count
        }
        // 20 ms each: a second.
        try await check.eventually("paquets pas encore enregistrés", .atMost(50.0), within: .seconds(10)) {
            let sent = await creator.sentPackets.count
            return Double(max(0, sent - (try await world.recordedStream().packets.count)))
        }
        let recorded = try await world.recordedStream()
        let sent = await creator.sentPackets
        check.evidence("\(recorded.packets.count) paquets lus par ffprobe, \(sent.count) envoyés")
        try check("paquets différents de ceux envoyés", recorded.differences(from: sent), .equals(0))
    }

    Alors(
        "l'enregistrement est stocké temporairement sur le serveur",
        preuve: """
            sur le disque du nœud, le fichier du live grossit ; ffmpeg le joue sans une plainte, et le son est celui qui a \
            été dit ; en HTTP, ni le nœud ni le cache ne le servent : il attend le traitement du replay
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le disque des enregistrements disparaît", at: .beforeStep) { world in
                try await world.breakRecordings()
            },
            Sabotage("un octet de l'enregistrement est changé", at: .beforeStep) { world in
                try await world.waitForRecording(packets: 200)
                try await world.damageRecording()
            },
            Sabotage("le micro est muet") { world in await world.spoilMicrophone(.isDead) },
        ]
    ) { world, check in
        let path = try await world.recordingPath()
        // Five seconds of voice, or there would be little to recognise.
        try await check.eventually("paquets enregistrés", .atLeast(250), within: .seconds(15), every: .seconds(1)) {
            try await world.recordedStream().packets.count
        }
        let size = fileSize(path)
        try await check.eventually("octets ajoutés", .atLeast(1), within: .seconds(5)) { fileSize(path) - size }

        let recorded = try await world.recordedStream()
        try check("plaintes de ffmpeg", recorded.complaints, .equals(""))
        let fidelity = try await world.fidelity(of: recorded)
        // A packet: the sound begins with it, where its encoder's delay is taken off.
        try check("début de la voix manquant", fidelity.missingAtStart, .atMost(0.02), unit: "s")
        try fidelity.check(check, "enregistrement", seconds: 4.9, .isNotHeard)
        try check("son qui précède la voix", fidelity.precedingVoice, .atMost(0.06), unit: "s")

        let name = "/recordings/\(try await world.speakingCreator().liveID).opus"
        let node = await HTTPWitness().request(try await world.runningServer().http + name)
        try check("GET du fichier au nœud", node?.status ?? 0, .equals(404))
        let cache = await HTTPWitness().request(try await world.base(ofRegion: 0) + name)
        try check("GET du fichier au cache", cache?.status ?? 0, .equals(404))
    }

    Alors(
        "l'enregistrement est indépendant de la diffusion HLS",
        preuve: """
            le réseau du créateur retient deux secondes de paquets, trop longtemps pour la diffusion : tous sont enregistrés ; puis \
            le nœud est coupé de son stockage, jusqu'à ce que des segments soient perdus : plus aucun n'est listé, et chaque \
            paquet est encore enregistré, après comme avant ; puis le disque des enregistrements est retiré : les segments \
            sont encore listés ; rendu, puis le live terminé, l'enregistrement est entier : ffmpeg et les outils de Xiph \
            (opusinfo, oggz-validate) ne s'en plaignent pas, et il est encore là deux heures plus tard, le nœud redémarré
            """,
        timeout: .seconds(120),
        sabotages: [
            Sabotage("le nœud meurt avec son stockage") { world in await world.join(.nodeDiesWithStorage) },
            Sabotage("le nœud meurt avec le disque des enregistrements") { world in
                await world.join(.nodeDiesWithRecordings)
            },
            Sabotage("le stockage n'est pas coupé") { world in await world.join(.storageHolds) },
            Sabotage("le disque des enregistrements n'est pas retiré") { world in await world.join(.recordingsHold) },
            Sabotage("le nœud meurt avant la fin du live") { world in await world.join(.endIsNotWritten) },
        ]
    ) { world, check in
        let creator = try await world.speakingCreator()
        try await world.recording.network?.holdBack(for: .seconds(2))
        let said = await creator.sentPackets.count
        try await check.eventually(
            "paquets enregistrés, le réseau revenu", .atLeast(said + 50), within: .seconds(15)
        ) {
            try await world.recordedStream().packets.count
        }
        let held = try await world.recordedStream()
        try check(
            "paquets différents de ceux envoyés, après la retenue", held.differences(from: await creator.sentPackets),
            .equals(0))
        try await world.cutStorage()
        try await check.eventually("écritures refusées par le stockage", .atLeast(1), within: .seconds(15)) {
            try await world.metric("roadwave_storage_failures_total")
        }
        // Two seconds until the cache, too, has what was stored before; three more, in which a segment would be listed.
        let before = await creator.sentPackets.count
        try await check.eventually(
            "paquets enregistrés depuis la coupure", .atLeast(before + 100), within: .seconds(15)
        ) {
            try await world.recordedStream().packets.count
        }
        let listed = try await world.lastListedSegment()
        // Segments of 10 s more than those that wait: three of them, and the one that is tried again.
        try await check.eventually(
            "paquets enregistrés sans diffusion", .atLeast(before + 750), within: .seconds(25), every: .seconds(1)
        ) {
            try await world.recordedStream().packets.count
        }
        try check("dernier segment listé", try await world.lastListedSegment(), .equals(listed))
        let alone = try await world.recordedStream()
        try check("paquets différents de ceux envoyés", alone.differences(from: await creator.sentPackets), .equals(0))

        await world.mendStorage()
        try await check.eventually(
            "segment listé après le retour du stockage", .atLeast(listed + 1), within: .seconds(20)
        ) {
            try await world.lastListedSegment()
        }
        try check("segments perdus, dits dans le manifest", try await world.lostSegments(), .atLeast(1))

        try await world.breakRecordings()
        try await check.eventually("échecs de l'enregistrement", .atLeast(1), within: .seconds(10)) {
            try await world.metric("roadwave_recording_failures_total")
        }
        let last = try await world.lastListedSegment()
        try await check.eventually("segment listé sans enregistrement", .atLeast(last + 2), within: .seconds(20)) {
            try await world.lastListedSegment()
        }

        try await world.mendRecordings()
        let sofar = await creator.sentPackets.count
        try await check.eventually("paquets enregistrés, le disque revenu", .atLeast(sofar), within: .seconds(20)) {
            try await world.recordedStream().packets.count
        }
        let sent = try await world.endRecordedLive()
        try await check.eventually("paquets de l'enregistrement entier", .equals(sent.count), within: .seconds(10)) {
            try await world.recordedStream().packets.count
        }
        let whole = try await world.recordedStream()
        try check("paquets différents de ceux envoyés", whole.differences(from: sent), .equals(0))
        let complaints = try await XiphTools.complaints(about: whole.copy)
        try check("plaintes de ffmpeg", whole.complaints, .equals(""))
        try check("plaintes des outils de Xiph", complaints.joined(separator: " | "), .equals(""))

        // It waits for its replay, also over a restart of the node.
        try await world.ageRecording(by: .seconds(7_200))
        try await world.restartServer(with: [:])
        try check(
            "paquets de l'enregistrement, deux heures plus tard, le nœud redémarré",
            try await world.recordedStream().packets.count, .equals(sent.count))
    }
}

private func fileSize(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
}
