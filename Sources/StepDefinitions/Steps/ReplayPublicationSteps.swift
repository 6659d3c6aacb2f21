internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// « Publication automatique du replay ».
let replayPublicationSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "tous les segments HLS sont uploadés",
        preuve:
            "un créateur a parlé 12 s et a arrêté ; un worker est lancé : les deux manifests du replay sont au stockage",
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
        try await check.eventually("état du replay", .equals("published"), within: .seconds(30)) {
            try await world.replayState() ?? "aucun"
        }
    }

    Alors(
        "une entrée de contenu {string} est créée en base PostgreSQL",
        preuve: """
            psql : une ligne de contents pour ce live, une seule, de ce type ; sa durée est celle du MP3 selon ffprobe, son niveau \
            celui que ffmpeg mesure ; le job est fini
            """,
        timeout: .seconds(30),
        sabotages: [
            Sabotage("la ligne est effacée", at: .beforeStep) { world in
                _ = try await world.rows("DELETE FROM contents")
            }
        ]
    ) { (world, check, type: String) in
        let live = try await world.finishedLive()
        let rows = try await world.rows("SELECT type FROM contents WHERE live_id = '\(live)'")
        try check("lignes de ce live", rows, .equals([type]))
        let figures =
            try await world.rows(
                "SELECT duration_s, loudness_lufs FROM contents WHERE live_id = '\(live)'"
            ).first?.split(separator: "\t").compactMap { Double($0) } ?? []
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil && figures.count == 2, .equals(true))
        guard let replay, figures.count == 2, let measured = try await MeasuredLoudness.measure(replay.mp3) else {
            return
        }
        let sound = try await replay.sound(in: world.folder)
        try check("durée", figures[0], .approximately(Double(sound.frameCount) / 48_000, tolerance: 0.06), unit: "s")
        try check("niveau", figures[1], .approximately(measured.integrated, tolerance: 0.1), unit: "LUFS")
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
            }
        ]
    ) { (world, check, pattern: String) in
        let live = try await world.finishedLive()
        let title = pattern.replacing("[Titre live original]", with: try await world.finishedLive("title") ?? "aucun")
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
        let live = try await world.finishedLive()
        try check(
            "type en base", try await world.rows("SELECT geo_type FROM contents WHERE live_id = '\(live)'"),
            .equals([type]))
        let replay = try await world.publishedReplay()
        try check("type dit par le nœud", replay?.document["geo_type"] as? String ?? "aucun", .equals(type))
    }

    Alors(
        "le replay est immédiatement disponible pour les auditeurs",
        preuve: """
            vu de l'extérieur, à chaque regard : jamais « published » avant d'être dans GET /replays, jamais après plus d'une \
            seconde ; ce que les auditeurs reçoivent par le cache est la voix du créateur ; dans Chromium, la page du replay joue
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le MP3 est effacé du stockage", at: .beforeStep) { world in
                let live = try await world.finishedLive()
                let infrastructure = try await world.runningInfrastructure()
                try await infrastructure.storage.erase("replays/\(live)/replay.mp3", in: infrastructure.bucket)
            },
            Sabotage("les segments sont effacés du stockage", at: .beforeStep) { world in
                let live = try await world.finishedLive()
                let infrastructure = try await world.runningInfrastructure()
                for rendition in ReplayWitness.renditions {
                    for index in 0...1 {
                        try await infrastructure.storage.erase(
                            "replays/\(live)/\(rendition)/\(index).ts", in: infrastructure.bucket)
                    }
                }
            },
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

        let replay = try await world.publishedReplay()
        try check("MP3 reçu", replay != nil, .equals(true))
        guard let replay, let piece = await world.replay.speech?.pieces.first else { return }
        let fidelity = try Fidelity.measure(try await replay.sound(in: world.folder), with: piece)
        try check("ressemblance du MP3 avec la voix", fidelity.correlation, .atLeast(0.9))
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            for (index, segment) in hls.segments.enumerated() {
                try check("\(rendition), segment \(index)", segment.status, .equals(200))
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
