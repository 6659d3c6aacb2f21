internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// « Conversion Opus raw vers MP3 256 kbps ».
let replayConversionSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un worker traite un job post-live",
        preuve: """
            un créateur et son invité, un de chaque côté, ont parlé bas, avec des silences de 2,8 et 3,3 s, puis ont dit un mot de \
            0,4 s entre deux silences de plus de 3 s, et ont arrêté après un silence de 4 s au moins ; un worker a pris le job, selon \
            la queue
            """,
        timeout: .seconds(120),
        sabotages: [Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }]
    ) { world, check in
        try await world.finishLive([
            (said: 6, silent: 2.8), (said: 4, silent: 3.3), (said: 0.4, silent: 3.4), (said: 4, silent: 6),
        ])
        try await world.startWorker()
        try await check.eventually("workers qui ont eu le job", .equals(1), within: .seconds(30)) {
            Set(await world.replay.watch?.sightings.flatMap(\.holders) ?? []).count
        }
    }

    Quand(
        "la conversion démarre",
        preuve: "GET /replays/{id} a dit « processing », puis « published »",
        timeout: .seconds(60)
    ) { world, check in
        try await world.awaitPublication(check, within: .seconds(50))
        let states = await world.replay.watch?.states ?? []
        try check("« processing » a été dit", states.contains("processing"), .equals(true))
    }

    Alors(
        "FFmpeg convertit Opus raw en MP3 {debit}",
        preuve: """
            le MP3, reçu par le cache : ffprobe dit 48 kHz, stéréo, et le débit de chaque trame ; décodé par ffmpeg, chaque \
            morceau de la voix du créateur y est entier à gauche, et de celle de son invité à droite, sans trou ni bruit, avec ses \
            aigus, et rien ne précède le premier mot
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le MP3 est à 192 kbit/s", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound(kilobitsPerSecond: 192)
            },
            Sabotage("le MP3 n'a rien au-dessus de 10 kHz", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound(cutoff: 10_000)
            },
            Sabotage("les côtés du MP3 sont échangés", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.swapChannels() }
            },
            Sabotage("le canal droit du MP3 est muet", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.mute(channel: 1) }
            },
            Sabotage("une demi-seconde de voix est coupée du MP3", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.cut(2.0..<2.5) }
            },
            Sabotage("le MP3 a 20 ms de silence chaque seconde", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.punchHoles(seconds: 0.02) }
            },
            Sabotage("une demi-seconde de silence précède la voix du MP3", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.insertSilence(seconds: 0.5, at: 0) }
            },
        ]
    ) { (world, check, rate: BitRate) in
        guard let replay = try await world.finishedReplay(check), let speech = await world.replay.speech else { return }
        let probe = try await FFprobe.examine(replay.mp3)
        try check("codec", probe?.codec ?? "aucun", .equals("mp3"))
        try check("fréquence", probe?.sampleRate ?? 0, .equals(48_000), unit: "Hz")
        try check("canaux", probe?.channels ?? 0, .equals(2))
        let sizes = try await FFprobe.packetSizes(replay.mp3)
        try check("trames", sizes.count, .atLeast(500))
        // 1,152 samples a frame.
        let frame = Int((Double(rate.bitsPerSecond) / 8 * 1_152 / 48_000).rounded())
        try check("octets de chaque trame", Set(sizes).sorted(), .equals([frame]), unit: "octets")
        let sound = try await replay.sound(in: world.folder)
        for (index, piece) in speech.phrases {
            for (channel, side) in ["à gauche", "à droite"].enumerated() {
                let fidelity = try Fidelity.measure(sound.channel(channel), with: piece.channel(channel))
                try fidelity.checkReplay(
                    check, "morceau \(index + 1), \(side)", seconds: Double(piece.frameCount) / 48_000 - 0.05)
                guard index == 0 else { continue }
                try check(
                    "son qui précède la voix, \(side)", fidelity.precedingVoice, .atMost(0.06), unit: "s")
            }
        }
    }

    Alors(
        "la normalisation audio à {niveau} est appliquée",
        preuve: """
            ebur128 de ffmpeg, sur le MP3 fini, par ses métadonnées : le niveau intégré à 0,3 LU près, la crête vraie à −1 dBTP \
            au plus ; l'enregistrement était plus bas de 6 LU au moins ; chaque morceau de la voix est amplifié autant que les autres, à \
            gauche comme à droite ; le niveau que GET /replays/{id} dit est celui mesuré
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le MP3 est 6 dB trop bas", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.amplify(decibels: -6) }
            },
            Sabotage("le MP3 a une crête à pleine échelle", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.addPeak(at: 1) }
            },
            Sabotage("un morceau du MP3 est 4 dB plus fort", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.amplify(decibels: 4, 9..<13) }
            },
            Sabotage("la base dit un autre niveau", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET loudness_lufs = loudness_lufs - 0.5")
            },
        ]
    ) { (world, check, level: Loudness) in
        guard let replay = try await world.finishedReplay(check), let speech = await world.replay.speech else { return }
        guard let measured = try await MeasuredLoudness.measure(replay.mp3) else {
            return try check("niveau entendu par ffmpeg", false, .equals(true))
        }
        let sound = try await replay.sound(in: world.folder)
        let gains = try speech.phrases.flatMap { _, piece in
            try (0..<2).map { try Fidelity.measure(sound.channel($0), with: piece.channel($0)).gain }
        }
        // The limiter takes off more of what is louder.
        try check(
            "écart d'amplification, d'un morceau ou d'un côté à l'autre", (gains.max() ?? 0) - (gains.min() ?? 0),
            .atMost(1.0), unit: "dB")
        try check("niveau intégré", measured.integrated, .approximately(level.lufs, tolerance: 0.3), unit: "LUFS")
        // -1 dBTP.
        try check("crête vraie", measured.truePeak, .atMost(0.8913))
        let said =
            try await MeasuredLoudness.measure(
                "\(world.recordingsFolder)/\(try await world.finishedLive()).opus")?.integrated ?? 0
        try check(
            "niveau de l'enregistrement, sous celui du MP3", measured.integrated - said, .atLeast(6.0), unit: "LU")
        let told = replay.document["loudness_lufs"] as? Double ?? 0
        try check("niveau dit par le nœud", told, .approximately(measured.integrated, tolerance: 0.1), unit: "LUFS")
    }

    Alors(
        "les silences prolongés \\(>{int} secondes) sont détectés et nettoyés",
        preuve: """
            silencedetect de ffmpeg, sur le MP3 : le silence plus court que la limite est entier, les plus longs durent 1 s ; \
            la voix commence où elle doit, avant et après chacun ; la durée est celle des morceaux et de ces silences, et celle que \
            GET /replays/{id} dit ; le mot entre deux silences est entendu en entier, à sa place, dans le MP3 et dans les deux \
            rendus HLS, que ffmpeg lit par le cache
            """,
        timeout: .seconds(120),
        sabotages: [
            Sabotage("le MP3 a un silence de 4 s", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.insertSilence(seconds: 3, at: 13.3) }
            },
            Sabotage("le silence de 2,8 s n'en dure qu'une", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.cut(6.5..<8.3) }
            },
            Sabotage("le mot entre deux silences n'est pas dans le MP3", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.amplify(decibels: -80, 13.7..<14.3) }
            },
            Sabotage("le mot entre deux silences n'est pas dans le rendu AAC", at: .beforeStep) { world in
                try await world.spoiltReplay().replace("aac/1.ts", by: "aac/0.ts")
            },
            Sabotage("le MP3 finit par un silence de 4 s", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.insertSilence(seconds: 3, at: 60) }
            },
            Sabotage("le nœud dit une durée d'avant le nettoyage", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET duration_s = duration_s + 7.5, frames = frames + 360000")
            },
        ]
    ) { (world, check, limit: Int) in
        guard let replay = try await world.finishedReplay(check), let speech = await world.replay.speech else { return }
        let sound = try await replay.sound(in: world.folder)
        var (position, expected) = (0.0, [Double]())
        var heard: [(name: String, sound: PCM)] = [("MP3", sound)]
        for rendition in ReplayWitness.renditions {
            let address = try await ReplayWitness.master(of: rendition, in: world)
            heard.append(("rendu \(rendition)", try await FFmpegDecoder.decode(address: address, channels: 2)))
        }
        for (index, piece) in speech.pieces.enumerated() {
            if PiecedSpeech.isWord(piece) {
                for (name, sound) in heard { try checkWord(piece, at: position, of: sound, name, check) }
            } else {
                let fidelity = try Fidelity.measure(sound.channel(0), with: piece.channel(0))
                let start = Double(fidelity.start) / 48_000
                try check("début du morceau \(index + 1)", start, .approximately(position, tolerance: 0.12), unit: "s")
            }
            let silence = speech.silences[index]
            let kept = silence > Double(limit) ? 1.0 : silence
            expected.append(kept)
            position += Double(piece.frameCount) / 48_000 + kept
        }
        try check("durée", Double(sound.frameCount) / 48_000, .approximately(position, tolerance: 0.25), unit: "s")
        let told = replay.document["duration_s"] as? Double ?? 0
        try check(
            "durée dite par le nœud", told, .approximately(Double(sound.frameCount) / 48_000, tolerance: 0.06),
            unit: "s")
        // The pauses of the voice itself are shorter than 0.9 s.
        let found = try await MeasuredSilences.measure(replay.mp3, below: -45, shortest: 0.9).silences.map(\.duration)
        check.evidence("silences : \(found.map { String(format: "%.2f s", $0) }.joined(separator: ", "))")
        try check("silences d'au moins 0,9 s", found.count, .equals(expected.count))
        for (index, (length, kept)) in zip(found, expected).enumerated() {
            try check("silence \(index + 1)", length, .approximately(kept, tolerance: 0.15), unit: "s")
        }
        try check("silence le plus long", found.max() ?? 0, .atMost(Double(limit)), unit: "s")
    }
}

/// A short word between two silences of a second: it is heard whole, at its place, on both sides together.
private func checkWord(_ word: PCM, at second: Double, of sound: PCM, _ name: String, _ check: Check) throws {
    let name = "\(name), mot entre deux silences"
    // Half of the silence before it, and half of the one after.
    let first = min(max(0, Int((second - 0.5) * 48_000)), sound.frameCount)
    let end = min(first + word.frameCount + 48_000, sound.frameCount)
    let fidelity = try Fidelity.measure(sound.frames(first..<end), with: word)
    try check("\(name) : ressemblance", fidelity.correlation, .atLeast(0.9))
    try check("\(name) : début", fidelity.precedingVoice, .approximately(0.5, tolerance: 0.15), unit: "s")
    try check("\(name) : fenêtres de 100 ms absentes ou déformées", fidelity.damagedWindows, .equals(0))
    try check("\(name) : silences de 10 ms", fidelity.silences, .equals(0))
}
