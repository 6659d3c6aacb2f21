internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// « Backup automatique des enregistrements live »: ten minutes of the text are four seconds of the scenario. That ten
/// minutes are what a node does is asked of `roadwave-server config`.
let backupSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live est enregistré en Opus raw",
        preuve: """
            un créateur parle, ROADWAVE_BACKUP_SECONDS du nœud étant à 4 s ; ffprobe et ffmpeg sortent de l'enregistrement, sur le \
            disque, des paquets Opus qui sont, octet pour octet, ceux envoyés
            """,
        timeout: .seconds(90)
    ) { world, check in
        try await world.startBackedUpLive()
        try await check.eventually(
            "paquets enregistrés", .atLeast(25), within: .seconds(10), every: .milliseconds(200)
        ) {
            try await world.backedUpStream().packets.count
        }
        let recorded = try await world.backedUpStream()
        let sent = await world.replay.creator?.sentPackets ?? []
        try check("paquets différents de ceux envoyés", recorded.differences(from: sent), .equals(0))
    }

    Quand(
        "l'enregistrement dépasse {int} minutes",
        preuve: """
            la durée des paquets que ffprobe lit dans l'enregistrement, le temps étant réduit comme la période : une minute dure \
            0,4 s ; dès lors, le journal du stockage est lu toutes les 100 ms ; au milieu d'une période, un autre créateur \
            commence un live
            """,
        timeout: .seconds(60)
    ) { (world, check, minutes: Int) in
        try await world.watchCopies()
        try await world.startOtherLive()
        let length = Double(minutes) * BackupScene.secondsPerMinute
        try await check.eventually(
            "durée de l'enregistrement", .greater(than: length), unit: "s", within: .seconds(30),
            every: .milliseconds(500)
        ) {
            Double(try await world.backedUpStream().packets.count) / 50
        }
    }

    Alors(
        "un backup incrémental est créé toutes les {int} minutes",
        preuve: """
            sans réglage, la période est celle du texte : roadwave-server config le dit (600 s) ; à 4 s, le journal du stockage a \
            un objet nouveau par période, ni plus tôt ni plus tard, et rien avant la première ; chacun commence où le précédent \
            finit, et ensemble ils sont, octet pour octet, le début du fichier sur le disque ; de même de l'autre live, dont les \
            périodes comptent de son propre début et ne changent rien à celles du premier
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("aucun autre live ne commence") { world in await world.join(.noOtherLive) },
            Sabotage("la période est de 8 s") { world in await world.configure("ROADWAVE_BACKUP_SECONDS", "8") },
            Sabotage("la période est de 2 s") { world in await world.configure("ROADWAVE_BACKUP_SECONDS", "2") },
            Sabotage("les copies restent sur le nœud") { world in await world.join(.copiesStayOnNode) },
            Sabotage("une copie est réécrite", at: .beforeStep) { world in
                try await world.spoilFirstCopy { storage, key, bucket in
                    try await storage.write("réécrit", to: key, in: bucket)
                }
            },
        ]
    ) { (world, check, minutes: Int) in
        let usual = try await world.defaultSetting("ROADWAVE_BACKUP_SECONDS")
        try check("période d'un nœud sans réglage", usual, .equals(minutes * 60), unit: "s")
        guard await world.backup.watch != nil else {
            return try check("copies dans le journal du stockage", 0, .atLeast(3))
        }
        try await check.eventually("copies dans le journal du stockage", .atLeast(3), within: .seconds(40)) {
            await world.copyCount()
        }
        try await check.eventually(
            "copies de l'autre live dans le journal du stockage", .atLeast(2), within: .seconds(20)
        ) {
            await world.otherCopyCount()
        }
        let period = Double(minutes) * BackupScene.secondsPerMinute
        try await checkCopies(
            try await world.copies(), of: try await world.finishedLive(), "premier live", every: period, world, check)
        try await checkCopies(
            try await world.otherCopies(), of: await world.backup.other?.creator.liveID ?? "", "autre live",
            every: period, world, check)
    }

    Alors(
        "le backup est stocké sur un stockage secondaire \\(S3-compatible)",
        preuve: """
            le compartiment secondaire, lu par son propriétaire : chaque objet écrit selon le journal du stockage y est, et la \
            liste n'en a pas d'autres ; le compartiment des médias n'a aucun objet de cet enregistrement
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("les copies restent sur le nœud") { world in await world.join(.copiesStayOnNode) },
            Sabotage("les copies vont dans le compartiment des médias") { world in
                await world.join(.copiesGoToOrigin)
            },
            Sabotage("une copie est effacée", at: .beforeStep) { world in
                try await world.spoilFirstCopy { storage, key, bucket in try await storage.erase(key, in: bucket) }
            },
        ]
    ) { world, check in
        guard await world.backup.watch != nil else {
            return try check("copies dans le journal du stockage", 0, .atLeast(1))
        }
        try await check.eventually("copies dans le journal du stockage", .atLeast(1), within: .seconds(15)) {
            await world.copyCount()
        }
        let live = try await world.finishedLive()
        let written = try await world.copies()
        for piece in written { try check("octets de \(piece.key)", piece.bytes.count, .atLeast(1)) }
        // One more may have come since.
        let listed = try await world.listedCopies(of: live)
        try check("copies listées", Array(listed.prefix(written.count)), .equals(written.map(\.key)))
        let infrastructure = try await world.runningInfrastructure()
        let astray = try await infrastructure.storage.keys(below: "recordings/", in: infrastructure.bucket)
        try check("copies parmi les médias", astray, .equals([String]()))
    }

    Alors(
        "en cas de crash serveur, le live peut être récupéré jusqu'au dernier backup",
        preuve: """
            le nœud reçoit SIGKILL une demi-période après une copie, et son disque est effacé ; un autre nœud, au disque vide, dit \
            le live perdu, et un worker publie son replay : selon ffmpeg il est aussi long que les copies ensemble, et c'est la \
            voix du créateur, à gauche comme à droite, de son premier mot à la dernière copie ; il manque moins d'une période
            """,
        timeout: .seconds(240),
        sabotages: [
            Sabotage("aucun autre nœud n'est démarré") { world in await world.join(.noOtherNode) },
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) },
            Sabotage("le créateur est muet") { world in await world.join(.creatorIsMute) },
            Sabotage("la première copie est effacée", at: .beforeStep) { world in
                try await world.spoilFirstCopy { storage, key, bucket in try await storage.erase(key, in: bucket) }
            },
        ]
    ) { world, check in
        guard await world.backup.watch != nil else {
            return try check("copies avant le crash", 0, .atLeast(2))
        }
        try await check.eventually("copies avant le crash", .atLeast(1), within: .seconds(30)) {
            await world.copyCount()
        }
        let sent = try await world.crashServer()
        let copied = try await world.copiedStream()
        try check("paquets copiés", copied.packets.count, .atLeast(100))
        try check("paquets différents de ceux envoyés", copied.differences(from: sent), .equals(0))
        let lost = Double(sent.count - copied.packets.count) / 50
        try check("dit après la dernière copie", lost, .atLeast(BackupScene.period / 4), unit: "s")
        try check("dit après la dernière copie", lost, .atMost(BackupScene.period), unit: "s")

        try await world.startAnotherNode()
        try await check.eventually("état du live", .equals("lost"), within: .seconds(45)) {
            try await world.finishedLive("state") ?? "aucun"
        }
        try await check.eventually("état du replay", .equals("published"), within: .seconds(60)) {
            try await world.replayState() ?? "aucun"
        }
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil, .equals(true))
        guard let replay, let voice = await world.replay.speech?.whole else { return }
        let sound = try await replay.sound(in: world.folder)
        try check(
            "durée du replay", Double(sound.frameCount) / 48_000,
            .approximately(Double(copied.packets.count) / 50, tolerance: 0.1), unit: "s")
        // All but the last 100 ms, in which codecs may fade.
        let said = voice.frames(0..<max(0, sound.frameCount - 4_800))
        for (channel, side) in ["à gauche", "à droite"].enumerated() {
            let fidelity = try Fidelity.measure(sound.channel(channel), with: said)
            if !fidelity.damages.isEmpty { check.evidence("\(side) : \(fidelity.damages.joined(separator: ", "))") }
            let seconds = Double(copied.packets.count) / 50
            try check("\(side) : voix comparée", fidelity.compared, .atLeast(seconds - 0.25), unit: "s")
            try check("\(side) : ressemblance avec la voix", fidelity.correlation, .atLeast(0.9))
            try check("\(side) : début de la voix manquant", fidelity.missingAtStart, .atMost(0.02), unit: "s")
            try check("\(side) : fenêtres déformées", fidelity.damagedWindows, .equals(0))
            try check("\(side) : trous de 10 ms", fidelity.silences, .equals(0))
        }
    }
}

/// Copies of a recording: each a period after the one before, the first after the beginning of its live, and together
/// the beginning of the file.
private func checkCopies(
    _ pieces: [StoredPiece], of live: String, _ name: String, every period: Double, _ world: RoadWaveWorld,
    _ check: Check
) async throws {
    let file = await world.recordingBytes(of: live)
    check.evidence(pieces.map { "\($0.key) : \($0.bytes.count) octets" }.joined(separator: ", "))
    try check("\(name) : objets écrits plus d'une fois", pieces.count - Set(pieces.map(\.key)).count, .equals(0))
    let ends = pieces.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.bytes.count) }
    try check("\(name) : début de chaque copie", pieces.map(\.offset), .equals(Array(ends.dropLast())), unit: "octets")
    try check("\(name) : copies vides", pieces.count { $0.bytes.isEmpty }, .equals(0))
    let joined = pieces.flatMap(\.bytes)
    try check("\(name) : copies ensemble, le début du fichier", file.starts(with: joined), .equals(true))
    let first = pieces.first?.seen ?? 0
    // A recording is noticed within a quarter of a period; its time counts from the look before.
    try check("\(name) : première copie", first, .approximately(period, tolerance: 1.5), unit: "s")
    for (index, (before, after)) in zip(pieces, pieces.dropFirst()).enumerated() {
        try check(
            "\(name) : de la copie \(index + 1) à la suivante", after.seen - before.seen,
            .approximately(period, tolerance: 1.5), unit: "s")
    }
}
