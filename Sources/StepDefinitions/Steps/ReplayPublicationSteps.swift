internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// « Publication automatique du replay ».
let replayPublicationSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "tous les segments HLS sont uploadés",
        preuve: """
            un créateur et son invité, un de chaque côté, ont parlé 12 s et ont arrêté ; un worker est lancé : les deux manifests du \
            replay sont au stockage
            """,
        timeout: .seconds(120),
        sabotages: [Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }]
    ) { world, check in
        try await world.finishLive([(said: 12, silent: 1)])
        let listed = await HTTPWitness().request("\(try await world.runningServer().http)/replays")
        try check(
            "replays avant le travail", listed?.text.contains(try await world.finishedLive()) ?? true, .equals(false))
        try await world.startWorker()
        let infrastructure = try await world.runningInfrastructure()
        let live = try await world.finishedLive()
        for rendition in ReplayWitness.renditions {
            let address = infrastructure.storedURL("/replays/\(live)/\(rendition)/media.m3u8")
            try await check.eventually("manifest \(rendition) au stockage", .equals(200), within: .seconds(45)) {
                await HTTPWitness().request(address)?.status ?? 0
            }
        }
    }

    Quand("le worker finalise le job", preuve: "GET /replays/{id} dit « published »", timeout: .seconds(60)) {
        world, check in
        try await world.awaitPublication(check, within: .seconds(30))
    }

    Alors(
        "une entrée de contenu {string} est créée en base PostgreSQL",
        preuve: """
            psql : une ligne de contents, une seule, de ce live, de son créateur et de ce type, publiée depuis sa fin ; sa durée \
            est celle du MP3 décodé par ffmpeg, son niveau celui que ffmpeg mesure, sa taille celle du MP3 reçu ; le job est fini
            """,
        timeout: .seconds(30),
        sabotages: [
            Sabotage("la ligne est effacée", at: .beforeStep) { world in
                _ = try await world.rows("DELETE FROM contents")
            },
            Sabotage("la ligne est d'un autre type", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET type = 'podcast'")
            },
            Sabotage("le live a deux lignes", at: .beforeStep) { world in
                _ = try await world.rows(
                    """
                    CREATE TEMP TABLE other AS SELECT * FROM contents;
                    UPDATE other SET content_id = gen_random_uuid(), type = 'podcast';
                    INSERT INTO contents SELECT * FROM other;
                    """)
            },
            Sabotage("la ligne est d'un autre créateur", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET creator_id = gen_random_uuid()")
            },
            Sabotage("la ligne est publiée avant la fin du live", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET published_at = published_at - interval '1 hour'")
            },
            Sabotage("la ligne dit une seconde de plus", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET duration_s = duration_s + 1, frames = frames + 48000")
            },
            Sabotage("la ligne dit un autre niveau", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET loudness_lufs = loudness_lufs - 0.5")
            },
            Sabotage("le job n'est pas fini", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE replay_jobs SET state = 'working'")
            },
        ]
    ) { (world, check, type: String) in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("published"))
        let live = try await world.finishedLive()
        let rows = try await world.rows("SELECT type, live_id = '\(live)' FROM contents")
        try check("lignes de contents", rows, .equals(["\(type)\tt"]))
        let origin = try await world.rows(
            """
            SELECT contents.creator_id = lives.creator_id,
                abs(extract(epoch FROM contents.started_at - lives.started_at)) < 0.002,
                contents.published_at BETWEEN lives.ended_at AND now(), abs(frames / 48000.0 - duration_s) < 0.001
            FROM contents JOIN lives USING (live_id)
            """)
        try check("créateur et début du live, publication depuis sa fin, durée", origin, .equals(["t\tt\tt\tt"]))
        let figures =
            try await world.rows(
                "SELECT duration_s, loudness_lufs, mp3_bytes FROM contents WHERE live_id = '\(live)'"
            ).first?.split(separator: "\t").compactMap { Double($0) } ?? []
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil, .equals(true))
        try check("nombres de la ligne", figures.count, .equals(3))
        guard let replay, figures.count == 3, let measured = try await MeasuredLoudness.measure(replay.mp3) else {
            return try check("niveau entendu par ffmpeg", false, .equals(true))
        }
        let sound = try await replay.sound(in: world.folder)
        try check("durée", figures[0], .approximately(Double(sound.frameCount) / 48_000, tolerance: 0.06), unit: "s")
        try check("niveau", figures[1], .approximately(measured.integrated, tolerance: 0.1), unit: "LUFS")
        let received = FileManager.default.contents(atPath: replay.mp3) ?? Data()
        try check("octets du MP3", Int(figures[2]), .equals(received.count), unit: "octets")
        let job = try await world.rows("SELECT state FROM replay_jobs WHERE live_id = '\(live)'")
        try check("état du job", job, .equals(["published"]))
        let owed = try await world.rows("SELECT count(*) FROM outbox WHERE live_id = '\(live)'")
        try check("travail encore dû", owed, .equals(["0"]))
    }

    Alors(
        "le titre est {string}",
        preuve:
            "psql, GET /replays/{id} et l'étiquette ID3 du MP3 : « [REPLAY] » et le titre que GET /lives/{id} donne",
        timeout: .seconds(30),
        sabotages: [
            Sabotage("la ligne a un autre titre", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET title = 'Sur la route'")
            },
            Sabotage("le MP3 dit un autre titre", at: .beforeStep) { world in
                try await world.spoiltReplay().changeTitle(to: "Sur la route")
            },
        ]
    ) { (world, check, pattern: String) in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("published"))
        let live = try await world.finishedLive()
        let original = try await world.finishedLive("title") ?? "aucun"
        try check("titre du live", original, .equals(SpeakingCreator.title))
        let title = pattern.replacing("[Titre live original]", with: original)
        try check(
            "titre en base", try await world.rows("SELECT title FROM contents WHERE live_id = '\(live)'"),
            .equals([title]))
        let replay = try await world.publishedReplay()
        try check("titre dit par le nœud", replay?.document["title"] as? String ?? "aucun", .equals(title))
        guard let replay else { return }
        try check(
            "titre dans le MP3, selon ffprobe", try await FFprobe.tag("title", of: replay.mp3) ?? "aucun",
            .equals(title))
    }

    Alors(
        "le type géographique est {string}",
        preuve: "psql et GET /replays/{id}",
        sabotages: [
            Sabotage("la ligne a une zone", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE contents SET geo_type = 'Normandie'")
            }
        ]
    ) { (world, check, type: String) in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("published"))
        let live = try await world.finishedLive()
        try check(
            "type en base", try await world.rows("SELECT geo_type FROM contents WHERE live_id = '\(live)'"),
            .equals([type]))
        let replay = try await world.publishedReplay()
        // Swift takes « é » and « e » with an accent after it for the same; others that read the row do not.
        let size = try await world.rows("SELECT octet_length(geo_type) FROM contents WHERE live_id = '\(live)'")
        try check("octets du type en base", size, .equals(["\(type.utf8.count)"]))
        try check("type dit par le nœud", replay?.document["geo_type"] as? String ?? "aucun", .equals(type))
    }

    Alors(
        "le replay est immédiatement disponible pour les auditeurs",
        preuve: """
            vu de l'extérieur, à chaque relevé : jamais « published » avant d'être dans GET /replays, jamais après plus d'une \
            seconde ; ce que les auditeurs reçoivent par le cache, aux adresses que GET /replays/{id} donne, le MP3 et les deux \
            rendus HLS, est la voix du créateur à gauche, celle de son invité à droite ; un passage du MP3 peut être demandé seul ; dans \
            Chromium, la page du replay joue
            """,
        timeout: .seconds(150),
        sabotages: [
            Sabotage("le MP3 est effacé du stockage", at: .beforeStep) { world in
                try await world.spoiltReplay().erase("replay.mp3")
            },
            Sabotage("le MP3 est envoyé comme du texte", at: .beforeStep) { world in
                try await world.spoiltReplay().change("replay.mp3", type: "text/plain")
            },
            Sabotage("un segment est effacé du stockage", at: .beforeStep) { world in
                try await world.spoiltReplay().erase("mp3/1.ts")
            },
            Sabotage("le canal droit du MP3 est muet", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound { $0.mute(channel: 1) }
            },
            Sabotage("le rendu AAC n'a que son premier segment", at: .beforeStep) { world in
                try await world.spoiltReplay().unlistLastSegment(of: "aac/media.m3u8")
            },
            Sabotage("le cache perd un segment sur cinq") { world in await world.alterCaches(.losesSegments) },
        ]
    ) { world, check in
        let live = try await world.finishedLive()
        let sightings = await world.replay.watch?.sightings ?? []
        let published = sightings.first { $0.state == "published" }?.date
        let listed = sightings.first { $0.isListed }?.date
        try check("vu publié, et listé", published != nil && listed != nil, .equals(true))
        if let published, let listed {
            try check("de publié à listé", abs(listed.timeIntervalSince(published)), .atMost(1.0), unit: "s")
        }
        try check(
            "listé avant d'être publié",
            sightings.contains { $0.isListed && ["queued", "processing"].contains($0.state) }, .equals(false))

        guard let replay = try await world.finishedReplay(check), let piece = await world.replay.speech?.pieces.first
        else { return }
        let mp3 = "\(try await world.base(ofRegion: 0))/replays/\(live)/replay.mp3"
        try check("adresse du MP3", replay.document["mp3_url"] as? String ?? "aucune", .equals(mp3))
        let whole = FileManager.default.contents(atPath: replay.mp3) ?? Data()
        let part = await HTTPWitness().request(mp3, headers: ["Range": "bytes=100000-199999"])
        try check("un passage du MP3 : réponse", part?.status ?? 0, .equals(206))
        try check("un passage du MP3 : Content-Type", part?.headers["content-type"] ?? "aucun", .equals("audio/mpeg"))
        try check(
            "un passage du MP3 : ses octets", part?.body == Array(whole.dropFirst(100_000).prefix(100_000)),
            .equals(true))
        let addresses = ["mp3": "playlist_url", "aac": "playlist_aac_url"]
        var heard = [("MP3", try await replay.sound(in: world.folder))]
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            try check(
                "adresse du rendu \(rendition)",
                replay.document[addresses[rendition] ?? ""] as? String ?? "aucune", .equals(hls.master))
            for (index, segment) in hls.segments.enumerated() {
                try check("\(rendition), segment \(index)", segment.status, .equals(200))
            }
            heard.append(("rendu \(rendition)", try await hls.sound(in: world.folder)))
        }
        for (name, sound) in heard {
            for (channel, side) in ["à gauche", "à droite"].enumerated() {
                let fidelity = try Fidelity.measure(sound.channel(channel), with: piece.channel(channel))
                try fidelity.checkReplay(
                    check, "\(name), \(side)", seconds: Double(piece.frameCount) / 48_000 - 0.2)
            }
        }
        let browser = try await PageWitness.start()
        await world.atEnd { await browser.stop() }
        let page = try await browser.open("\(try await world.runningServer().http)/reecouter/\(live)")
        try check(
            "la page dit le titre", try await page.shows("Sur la route", within: .seconds(15)), .equals(true))
        try await page.click("Écouter")
        try await check.eventually("secondes jouées dans Chromium", .atLeast(2.0), within: .seconds(30)) {
            let text = try await page.evaluate("document.querySelector('audio')?.currentTime ?? 0")
            return Double(text) ?? 0
        }
    }
}
