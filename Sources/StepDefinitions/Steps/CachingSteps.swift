internal import Gherkin
internal import RoadWaveClient
internal import RoadWaveTestServices

/// « Cache NGINX des segments HLS ».
let cachingSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live est diffusé via NGINX Cache",
        preuve: "un créateur parle ; l'adresse que le nœud donne aux auditeurs répond",
        timeout: .seconds(60)
    ) { world in
        try await world.startVoice()
        try await world.publish(kilobitsPerSecond: 48)
        try await world.waitUntilListed()
    }

    Quand(
        "un segment .ts est généré",
        preuve: """
            un auditeur suit le manifest jusqu'au troisième segment ; puis 500 auditeurs écoutent pendant 20 s, chacun avec \
            sa connexion et le rythme d'un lecteur
            """,
        timeout: .seconds(60)
    ) { world in
        try await world.listen(untilSecond: 6)
        try await world.gatherAudience(of: 500, for: .seconds(20))
    }

    Alors(
        "le segment est uploadé vers OVH Object Storage origin",
        preuve: """
            GET au stockage lui-même (OpenStack Swift, dont vient celui d'OVH), sans cache : les octets que l'auditeur a \
            reçus, et ffprobe y reconnaît de l'AAC ; le journal du stockage a l'écriture de chaque segment de chaque rendu, \
            et aucune d'un manifest avant celle du segment qu'il ajoute
            """,
        sabotages: [
            Sabotage("le segment est effacé du stockage", at: .beforeStep) { world in try await world.eraseSegment() },
            Sabotage("les segments sont abîmés en chemin") { world in
                try await world.putFaultyCache(.corruptsSegments)
            },
            Sabotage("un manifest est écrit avant son segment", at: .beforeStep) { world in
                try await world.writePlaylistTooEarly()
            },
        ]
    ) { world, check in
        let infrastructure = try await world.runningInfrastructure()
        let heard = try await world.heard()
        try check("segments entendus", heard.segments.count, .atLeast(3))
        guard let segment = heard.segments.last else { return }
        let path = try await world.segmentPath(segment.sequence)
        let stored = await HTTPWitness().request(infrastructure.storedURL(path))
        try check("GET au stockage", stored?.status ?? 0, .equals(200))
        try check("type", stored?.headers["content-type"] ?? "", .equals("video/mp2t"))
        try check("octets reçus par l'auditeur", stored?.body == (try segment.bytes()), .equals(true))
        try check("codec", try await FFprobe.examine(segment.path)?.codec ?? "illisible", .equals("aac"))
        for rendition in try await world.renditionNames() {
            let names = try StorageLog(of: infrastructure.storage).writes(
                below: "\(try await world.liveFolder())\(rendition)/", in: infrastructure.bucket)
            let order = WriteOrder(names)
            try check("segments écrits du rendu \(rendition)", order.segments.count, .atLeast(3))
            try check("segments jamais écrits", order.missing(upTo: segment.sequence), .equals([Int]()))
            try check("manifests écrits avant leur segment", order.early, .equals(0))
        }
    }

    Alors(
        "NGINX Cache met en cache le segment",
        preuve: """
            le journal de NGINX dit MISS à la première demande du segment, et son dossier en a un fichier ; demandé encore, \
            c'est HIT
            """,
        sabotages: [
            Sabotage("le cache ne garde rien") { world in await world.alterCaches(.keepsNothing) },
            Sabotage("les segments sont gardés une seconde") { world in
                await world.alterCaches(.keepsSegmentsForOneSecond)
            },
        ]
    ) { world, check in
        let region = try await world.runningInfrastructure().regions[0]
        let heard = try await world.heard()
        try check("segments entendus", heard.segments.count, .atLeast(3))
        // The oldest one: a cache that keeps it for a short while has had the time to forget it.
        guard let segment = heard.segments.first else { return }
        let path = try await world.segmentPath(segment.sequence)
        let first = try CacheLog(of: region).requests(for: path).first
        try check("première demande", first?.cache ?? "aucune", .equals("MISS"))
        try check("fichier dans le dossier du cache", CacheFolder(of: region).holds(path), .equals(true))
        let again = await HTTPWitness().request(region.http + path)
        try check("X-Cache-Status", again?.headers["x-cache-status"] ?? "absent", .equals("HIT"))
    }

    Alors(
        "les auditeurs suivants récupèrent le segment depuis le cache",
        preuve: """
            le journal de NGINX dit HIT à chaque auditeur qui suit le premier, et celui du stockage n'a qu'une lecture \
            du segment
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le cache ne garde rien") { world in await world.alterCaches(.keepsNothing) },
            Sabotage("chaque demande a sa copie") { world in await world.alterCaches(.keepsACopyForEachRequest) },
        ]
    ) { world, check in
        let infrastructure = try await world.runningInfrastructure()
        let report = await world.audienceReport()
        try check("segments demandés par les auditeurs", report.segmentRequests, .atLeast(500))
        // The first one: no witness has read it from the storage itself.
        let sequence = try await world.heard().segments.first?.sequence ?? 0
        let path = try await world.segmentPath(sequence)
        let following = try CacheLog(of: infrastructure.regions[0]).requests(for: path).dropFirst()
        try check("servis autrement que du cache", following.count { $0.cache != "HIT" }, .equals(0))
        // A third of them: one rendition of three.
        try check("auditeurs suivants du segment", following.count, .atLeast(160))
        let reads = try StorageLog(of: infrastructure.storage).reads(of: infrastructure.storedPath(path))
        try check("lectures du segment au stockage", reads.count, .equals(1))

        try check("demandes sans bonne réponse", report.failures.values.reduce(0, +), .equals(0))
        try check("segments manqués", report.missedSegments, .equals(0))
        try check("manifests qui reculent", report.stepsBack, .equals(0))
    }

    Alors(
        "la charge sur le serveur origin est réduite de {pourcentage}",
        preuve: """
            pendant que 500 auditeurs arrivent et écoutent, tous servis : demandes au stockage, dans son journal ou dans celui \
            de NGINX, divisées par celles que NGINX a reçues, arrivée comprise ; au moins la réduction dite
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le cache ne garde rien") { world in await world.alterCaches(.keepsNothing) },
            Sabotage("les manifests ne sont pas gardés") { world in await world.alterCaches(.keepsNoPlaylist) },
        ]
    ) { (world, check, reduction: Percentage) in
        let infrastructure = try await world.runningInfrastructure()
        let report = await world.audienceReport()
        let marks = await world.distribution.marks
        try check("arrivée des auditeurs repérée dans les journaux", marks != nil, .equals(true))
        guard let marks else { return }
        let load = try OriginLoad(of: infrastructure, since: marks, below: try await world.liveFolder())
        check.evidence(
            """
            \(load.atCache) demandes à NGINX, \(load.atStorage) au stockage : \(load.segments) segments, \
            \(load.newPlaylists) manifests nouveaux, \(load.unchangedPlaylists) inchangés
            """)
        // A cache that turns listeners away would spare the storage as well.
        try check("demandes sans bonne réponse", report.failures.values.reduce(0, +), .equals(0))
        try check("réduction de la charge", load.reduction, .atLeast(reduction.percent), unit: "%")
        // Both logs have all of it.
        try check("demandes au stockage", load.atStorage, .atLeast(1))
        try check("demandes des auditeurs", report.requests, .atLeast(5_000))
        try check("demandes dans le journal de NGINX", load.atCache, .atLeast(report.requests))
    }
}
