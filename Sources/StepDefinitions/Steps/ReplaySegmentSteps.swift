internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// « Génération segments HLS pour le replay ».
let replaySegmentSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "le MP3 {debit} est généré",
        preuve: """
            un créateur et son invité, un de chaque côté, ont parlé 24 s et ont arrêté ; un worker a fait le MP3, que ffprobe lit à \
            ce débit
            """,
        timeout: .seconds(120),
        sabotages: [Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }]
    ) { (world, check, rate: BitRate) in
        try await world.finishLive([(said: 24, silent: 1)])
        try await world.startWorker()
        try await check.eventually("MP3 reçu", .equals(true), within: .seconds(50)) {
            try await world.publishedReplay() != nil
        }
        guard let replay = try await world.publishedReplay() else { return }
        let sizes = try await FFprobe.packetSizes(replay.mp3)
        let frame = Int((Double(rate.bitsPerSecond) / 8 * 1_152 / 48_000).rounded())
        try check("octets de chaque trame", Set(sizes).sorted(), .equals([frame]), unit: "octets")
    }

    Quand("le worker crée les segments HLS", preuve: "GET /replays/{id} dit « published »", timeout: .seconds(60)) {
        world, check in
        try await world.awaitPublication(check, within: .seconds(50))
    }

    Alors(
        "des segments .ts de {int} secondes sont créés",
        preuve: """
            de chaque rendu, MP3 et AAC, chaque segment que son manifest liste est reçu par le cache, comme video/mp2t ; ffprobe : le \
            codec, une durée égale à EXTINF, des temps qui se suivent, une frontière toutes les dix secondes à une trame près ; seul, \
            chacun se décode ; ensemble, décodés par ffmpeg, ils sont la voix du créateur à gauche, celle de son invité à droite
            """,
        timeout: .seconds(120),
        sabotages: [
            Sabotage("un segment sur cinq est introuvable au cache") { world in
                await world.alterCaches(.losesSegments)
            },
            Sabotage("un segment MP3 s'arrête après 8 s", at: .beforeStep) { world in
                try await world.spoiltReplay().shorten("mp3/1.ts", to: 0.8)
            },
            Sabotage("un segment AAC est du MP3", at: .beforeStep) { world in
                try await world.spoiltReplay().replace("aac/1.ts", by: "mp3/1.ts")
            },
            Sabotage("le premier segment AAC est donné deux fois", at: .beforeStep) { world in
                try await world.spoiltReplay().replace("aac/1.ts", by: "aac/0.ts")
            },
            Sabotage("un segment AAC est envoyé comme du texte", at: .beforeStep) { world in
                try await world.spoiltReplay().change("aac/2.ts", type: "text/plain")
            },
            Sabotage("un segment AAC est abîmé", at: .beforeStep) { world in
                try await world.spoiltReplay().damage("aac/1.ts")
            },
        ]
    ) { (world, check, seconds: Int) in
        guard try await world.finishedReplay(check) != nil, let piece = await world.replay.speech?.pieces.first else {
            return
        }
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            try check("segments du rendu \(rendition)", hls.segments.count, .equals(3))
            var (end, start): (Int?, Double) = (nil, 0)
            for (index, segment) in hls.segments.enumerated() {
                let name = "\(rendition), segment \(index)"
                try check("\(name) : réponse", segment.status, .equals(200))
                try check("\(name) : Content-Type", segment.type, .equals("video/mp2t"))
                guard let probe = segment.probe, let first = probe.packets.first, let last = probe.packets.last else {
                    try check("\(name) : lu par ffprobe", false, .equals(true))
                    return
                }
                try check("\(name) : codec", probe.codec, .equals(rendition))
                try check(
                    "\(name) : durée, EXTINF", probe.duration, .approximately(segment.announced, tolerance: 0.001),
                    unit: "s")
                if let end { try check("\(name) : PTS suivant", first.pts, .approximately(end, tolerance: 1)) }
                end = last.pts + last.duration
                let origin = hls.segments[0].probe?.packets.first?.pts ?? 0
                start = Double(first.pts - origin) / 90_000
                // Within a frame of 24 ms; before the sound stands the codec's own delay, as long as a frame.
                try check(
                    "\(name) : début", start, .approximately(Double(index * seconds), tolerance: 0.048), unit: "s")
                try check("\(name) : plaintes de ffmpeg", segment.complaints, .equals(""))
            }
            let sound = try await hls.sound(in: world.folder)
            for (channel, side) in ["à gauche", "à droite"].enumerated() {
                let fidelity = try Fidelity.measure(sound.channel(channel), with: piece.channel(channel))
                try fidelity.checkReplay(
                    check, "rendu \(rendition), \(side)", seconds: Double(piece.frameCount) / 48_000 - 0.2)
                // The codecs' own delays.
                try check(
                    "rendu \(rendition), \(side) : son qui précède la voix", fidelity.precedingVoice, .atMost(0.06),
                    unit: "s")
            }
        }
    }

    Alors(
        "un manifest .m3u8 est généré",
        preuve: """
            le manifest de chaque rendu : VOD, fini, TARGETDURATION qu'aucun EXTINF ne dépasse, autant de secondes que le MP3 ; le \
            manifest maître nomme le codec, et un BANDWIDTH qui est le débit du plus gros segment ; les deux ont le Content-Type \
            des manifests ; \
            ffmpeg lit le replay du début à la fin par le cache
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le manifest ne dit pas sa fin", at: .beforeStep) { world in
                try await world.spoiltReplay().rewrite("mp3/media.m3u8", replacing: "#EXT-X-ENDLIST", with: "# FIN")
            },
            Sabotage("le manifest est de type EVENT", at: .beforeStep) { world in
                try await world.spoiltReplay().rewrite(
                    "aac/media.m3u8", replacing: "PLAYLIST-TYPE:VOD", with: "PLAYLIST-TYPE:EVENT")
            },
            Sabotage("TARGETDURATION est trop court", at: .beforeStep) { world in
                try await world.spoiltReplay().rewrite(
                    "mp3/media.m3u8", replacing: "TARGETDURATION:10", with: "TARGETDURATION:9")
            },
            Sabotage("le manifest omet le dernier segment", at: .beforeStep) { world in
                try await world.spoiltReplay().unlistLastSegment(of: "aac/media.m3u8")
            },
            Sabotage("les EXTINF comptent une seconde de moins", at: .beforeStep) { world in
                try await world.spoiltReplay().rewrite("aac/media.m3u8", replacing: "#EXTINF:10.", with: "#EXTINF:9.")
            },
            Sabotage("un autre codec est nommé", at: .beforeStep) { world in
                try await world.spoiltReplay().rewrite("master-aac.m3u8", replacing: "mp4a.40.2", with: "mp4a.40.5")
            },
            Sabotage("le débit annoncé est un autre", at: .beforeStep) { world in
                try await world.spoiltReplay().rewrite("master.m3u8", replacing: ":BANDWIDTH=", with: ":BANDWIDTH=1")
            },
            Sabotage("un manifest est envoyé comme du texte", at: .beforeStep) { world in
                try await world.spoiltReplay().change("mp3/media.m3u8", type: "text/plain")
            },
        ]
    ) { world, check in
        guard let replay = try await world.finishedReplay(check) else { return }
        let length = Double(try await replay.sound(in: world.folder).frameCount) / 48_000
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            for tag in ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-ENDLIST", "#EXT-X-INDEPENDENT-SEGMENTS"] {
                try check("\(rendition) : \(tag)", hls.playlist.contains(tag), .equals(true))
            }
            let longest = hls.segments.map { $0.announced.rounded() }.max() ?? .infinity
            try check(
                "\(rendition) : EXTINF arrondi le plus long", longest, .atMost(Double(hls.targetDuration)), unit: "s")
            try check("\(rendition) : CODECS", hls.codecs, .equals(rendition == "mp3" ? "mp4a.40.34" : "mp4a.40.2"))
            try check(
                "\(rendition) : BANDWIDTH", hls.bandwidth,
                .approximately(hls.peakBitRate, tolerance: hls.peakBitRate / 100), unit: "bit/s")
            let type = "application/vnd.apple.mpegurl"
            try check("\(rendition) : Content-Type", hls.types, .equals([type, type]))
            // The last frame is filled up, and codecs have a delay.
            try check(
                "\(rendition) : secondes listées", hls.announced, .approximately(length, tolerance: 0.1), unit: "s")
            let sound = try await FFmpegDecoder.decode(address: hls.master)
            try check(
                "\(rendition) : secondes lues par ffmpeg", Double(sound.frameCount) / 48_000,
                .approximately(hls.announced, tolerance: 0.1), unit: "s")
        }
    }

    Alors(
        "les segments sont uploadés vers OVH Object Storage",
        preuve: """
            le journal du stockage : chaque segment y est écrit une fois, dans l'ordre, le manifest après eux, et le MP3 une fois, avant \
            le premier manifest ; lus au stockage même, les octets sont ceux que le cache donne
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("un segment est effacé du stockage", at: .beforeStep) { world in
                try await world.spoiltReplay().erase("mp3/1.ts")
            },
            Sabotage("un segment est écrit après son manifest", at: .beforeStep) { world in
                try await world.spoiltReplay().change("aac/1.ts")
            },
            Sabotage("le MP3 est écrit une seconde fois", at: .beforeStep) { world in
                try await world.spoiltReplay().change("replay.mp3")
            },
            Sabotage("le MP3 est effacé du stockage, pas du cache", at: .beforeStep) { world in
                _ = try await world.publishedReplay()
                try await world.spoiltReplay().eraseBehindCache("replay.mp3")
            },
        ]
    ) { world, check in
        guard let replay = try await world.finishedReplay(check) else { return }
        let live = try await world.finishedLive()
        let infrastructure = try await world.runningInfrastructure()
        let log = try StorageLog(of: infrastructure.storage)
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            let writes = log.writes(below: "/replays/\(live)/\(rendition)/", in: infrastructure.bucket)
            let names = hls.segments.indices.map { "\($0).ts" } + ["media.m3u8"]
            try check("\(rendition) : écrits dans l'ordre", writes, .equals(names))
            for (index, segment) in hls.segments.enumerated() {
                let stored = await HTTPWitness().request(
                    infrastructure.storedURL("/replays/\(live)/\(rendition)/\(index).ts"))
                try check("\(rendition), segment \(index) : GET au stockage", stored?.status ?? 0, .equals(200))
                try check("\(rendition), segment \(index) : mêmes octets", stored?.body == segment.bytes, .equals(true))
            }
        }
        let writes = log.writes(below: "/replays/\(live)/", in: infrastructure.bucket)
        try check("écritures du MP3", writes.count { $0 == "replay.mp3" }, .equals(1))
        let listing = writes.firstIndex { $0.hasSuffix(".m3u8") } ?? 0
        let late = writes[listing...].filter { $0.hasSuffix(".ts") || $0.hasSuffix(".mp3") }
        try check("médias écrits après un manifest", late, .equals([String]()))
        let mp3 = await HTTPWitness().request(infrastructure.storedURL("/replays/\(live)/replay.mp3"))
        try check("MP3 au stockage", mp3?.status ?? 0, .equals(200))
        let received = FileManager.default.contents(atPath: replay.mp3) ?? Data()
        try check("MP3 au stockage : octets du cache", mp3?.body == Array(received), .equals(true))
    }
}
