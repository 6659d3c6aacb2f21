internal import Gherkin
internal import RoadWaveTestServices

/// « Distribution via NGINX Cache ».
let distributionSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "les segments HLS sont générés",
        preuve: "un créateur parle ; le journal du stockage dit que les segments, puis les manifests, y ont été mis",
        timeout: .seconds(60)
    ) { world in
        try await world.startVoice()
        try await world.publish(kilobitsPerSecond: 48)
        try await world.waitUntilStored()
    }

    Quand(
        "un auditeur demande à rejoindre le live",
        preuve: """
            GET /lives/{id} lui donne l'adresse du manifest ; il le suit en HTTP, et avec lui un auditeur de la seconde \
            région par le cache de celle-ci
            """,
        timeout: .seconds(60)
    ) { world in
        try await world.listenInEveryRegion(untilSecond: 15)
    }

    Alors(
        "le manifest .m3u8 est servi via NGINX Cache \\(OVH)",
        preuve: """
            l'adresse donnée à l'auditeur est celle du cache, dans GET /lives aussi, et dans la réponse à qui rejoint le live ; NGINX s'y nomme ; son journal a les demandes de \
            l'auditeur, et celui du stockage au plus une lecture par seconde et par région
            """,
        sabotages: [
            Sabotage("les auditeurs sont envoyés au nœud") { world in await world.withhold("ROADWAVE_MEDIA_BASE_URL") },
            Sabotage("les manifests ne sont pas gardés") { world in await world.alterCaches(.keepsNoPlaylist) },
            Sabotage("le cache est arrêté", at: .beforeStep) { world in try await world.stopRegion(0) },
        ]
    ) { world, check in
        let infrastructure = try await world.runningInfrastructure()
        let heard = try await world.heard()
        try check("versions du manifest vues par l'auditeur", heard.sightings.count, .atLeast(5))

        let address = try await world.liveState()?["playlist_url"] as? String ?? ""
        try check(
            "adresse du manifest", address, .equals(infrastructure.regions[0].http + (try await world.masterPath())))
        let lives = try await LiveCensus.take(from: try await world.runningServer().http)
        try check("adresse du manifest dans GET /lives", lives.playlists.values.first ?? "aucun live", .equals(address))
        try check("adresse du manifest pour qui rejoint le live", try await world.joinedAddress(), .equals(address))
        let answer = await HTTPWitness().request(address)
        try check("GET du manifest", answer?.status ?? 0, .equals(200))
        try check("serveur qui répond", answer?.headers["server"] ?? "", .equals("nginx"))
        try check(
            "type du manifest", answer?.headers["content-type"] ?? "", .equals("application/vnd.apple.mpegurl"))
        // Whoever keeps it for longer, such as a browser, would miss a segment.
        try check(
            "secondes pendant lesquelles le manifest peut être gardé", answer.flatMap { $0.maximumAge } ?? .max,
            .atMost(1))
        check.evidence("X-Cache-Status: \(answer?.headers["x-cache-status"] ?? "absent")")

        let path = try await world.mediaPath()
        let requests = try CacheLog(of: infrastructure.regions[0]).requests(for: path)
        try check("demandes du manifest à NGINX", requests.count, .atLeast(heard.sightings.count))
        let reads = try StorageLog(of: infrastructure.storage).reads(of: infrastructure.storedPath(path))
        let seconds = try infrastructure.regions.map { try CacheLog(of: $0).requests(for: path).secondsBegun }
        try check("lectures du manifest au stockage", reads.count, .atMost(seconds.reduce(0, +)))
    }

    Alors(
        "les segments .ts sont cachés sur le cache NGINX",
        preuve: """
            chaque segment entendu, demandé encore : NGINX dit HIT, les octets sont les mêmes, et le journal du stockage \
            n'a qu'une lecture par région
            """,
        sabotages: [
            Sabotage("le cache ne garde rien") { world in await world.alterCaches(.keepsNothing) },
            Sabotage("chaque demande a sa copie") { world in await world.alterCaches(.keepsACopyForEachRequest) },
            Sabotage("les segments sont gardés une seconde") { world in
                await world.alterCaches(.keepsSegmentsForOneSecond)
            },
        ]
    ) { world, check in
        let infrastructure = try await world.runningInfrastructure()
        let heard = try await world.heard()
        try check("segments entendus", heard.segments.count, .atLeast(5))
        for segment in heard.segments {
            let path = try await world.segmentPath(segment.sequence)
            let again = await HTTPWitness().request(infrastructure.regions[0].http + path)
            try check("segment demandé encore", again?.status ?? 0, .equals(200))
            try check("X-Cache-Status", again?.headers["x-cache-status"] ?? "absent", .equals("HIT"))
            try check("type du segment", again?.headers["content-type"] ?? "", .equals("video/mp2t"))
            try check(
                "secondes pendant lesquelles le segment peut être gardé", again.flatMap { $0.maximumAge } ?? 0,
                .atLeast(60))
            try check("mêmes octets", again?.body == (try segment.bytes()), .equals(true))
            let reads = try StorageLog(of: infrastructure.storage).reads(of: infrastructure.storedPath(path))
            try check("lectures du segment au stockage", reads.count, .atMost(infrastructure.regions.count))
        }
    }

    Alors(
        "la distribution est globale avec latence minimale",
        preuve: """
            deux caches devant un même stockage, un par région : chacun sert les mêmes octets ; dans chacun ffmpeg et la \
            corrélation reconnaissent toute la voix, et disent combien de temps après sa parole chaque seconde est listée
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("la seconde région garde les manifests dix secondes") { world in
                await world.alterCaches(.keepsPlaylistsForTenSeconds, regions: [1])
            },
            Sabotage("la seconde région abîme les segments") { world in
                try await world.putFaultyCache(.corruptsSegments, region: 1)
            },
            Sabotage("le cache de la seconde région est arrêté", at: .beforeStep) { world in
                try await world.stopRegion(1)
            },
            Sabotage("segments de 6 s") { world in
                await world.configure("ROADWAVE_SEGMENT_SECONDS", "6")
                // Three segments at least: a server refuses to start with less.
                await world.configure("ROADWAVE_HOLD_BACK_SECONDS", "18")
            },
        ]
    ) { world, check in
        let regions = try await world.heardInEveryRegion()
        let reference = Dictionary(uniqueKeysWithValues: (regions.first?.segments ?? []).map { ($0.sequence, $0) })
        for heard in regions.dropFirst() {
            let shared = heard.segments.filter { reference[$0.sequence] != nil }
            try check("segments entendus dans les deux régions", shared.count, .atLeast(3))
            let different = try shared.filter { try $0.bytes() != reference[$0.sequence]?.bytes() }
            try check("segments qui diffèrent d'une région à l'autre", different.map(\.sequence), .equals([Int]()))
        }
        for region in regions.indices {
            let answer = await HTTPWitness().request(
                try await world.base(ofRegion: region) + (try await world.masterPath()))
            try check("manifest demandé à la région \(region + 1)", answer?.status ?? 0, .equals(200))
        }
        for (region, heard) in regions.enumerated() {
            let folder = world.folder(ofRegion: region)
            try await heard.channelFidelities(in: folder).check(check, "région \(region + 1)", seconds: 12)
            let delays = try await LiveDelay.measure(heard, in: folder).map(\.delay)
            try check("secondes reconnues dans la région \(region + 1)", delays.count, .atLeast(12), unit: "s")
            try check(
                "délai le plus long dans la région \(region + 1)", delays.max() ?? .infinity,
                .atMost(RoadWaveWorld.distributionBound), unit: "s")
        }
    }
}
