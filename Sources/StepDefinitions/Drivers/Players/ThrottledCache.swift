internal import NIOCore
internal import NIOPosix
internal import RoadWaveTestServices

/// A slow connection between a player and a cache: a relay of TCP that lets so many bits a second through to the player,
/// over all its connections together.
actor ThrottledCache {
    /// Where the player reaches it, such as `http://127.0.0.1:41235`.
    nonisolated let base: String
    private let server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
    private let bucket: TokenBucket
    private let host: String
    private let port: Int
    private var relaying: Task<Void, any Error>?

    private init(
        server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>, port own: Int, host: String, port: Int,
        bitsPerSecond: Int
    ) {
        base = "http://127.0.0.1:\(own)"
        self.server = server
        self.host = host
        self.port = port
        bucket = TokenBucket(bitsPerSecond: bitsPerSecond)
    }

    /// Starts one before a cache, such as `http://127.0.0.1:8090`.
    static func start(before cache: String, bitsPerSecond: Int) async throws -> ThrottledCache {
        guard let match = cache.firstMatch(of: /^http:\/\/([^:\/]+):(\d+)$/), let port = Int(match.2) else {
            throw DriverError("« \(cache) » n'est pas l'adresse d'un cache")
        }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        guard let own = server.channel.localAddress?.port else { throw DriverError("la connexion lente n'écoute pas") }
        let throttled = ThrottledCache(
            server: server, port: own, host: String(match.1), port: port, bitsPerSecond: bitsPerSecond)
        await throttled.relay()
        return throttled
    }

    private func relay() {
        let (server, bucket, host, port) = (server, bucket, host, port)
        relaying = Task {
            try await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await player in connections {
                        group.addTask {
                            // A connection that breaks is the player's affair; the others go on.
                            try? await Self.relay(player, toHost: host, port: port, through: bucket)
                        }
                    }
                }
            }
        }
    }

    private static func relay(
        _ player: NIOAsyncChannel<ByteBuffer, ByteBuffer>, toHost host: String, port: Int, through bucket: TokenBucket
    ) async throws {
        try await player.executeThenClose { requests, slow in
            let cache = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await cache.executeThenClose { answers, fast in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { for try await bytes in requests { try await fast.write(bytes) } }
                    group.addTask {
                        for try await var bytes in answers {
                            while let part = bytes.readSlice(length: min(bytes.readableBytes, TokenBucket.packet)),
                                part.readableBytes > 0
                            {
                                try await bucket.take(bytes: part.readableBytes)
                                try await slow.write(part)
                            }
                        }
                    }
                    // Whoever closes first ends both ways.
                    _ = try await group.next()
                    group.cancelAll()
                }
            }
        }
    }

    /// What it let through so far, in bits per second since the first bit.
    var rate: Double {
        get async { await bucket.rate }
    }

    /// Stops it, and closes its connections.
    func stop() async {
        relaying?.cancel()
        _ = await relaying?.result
    }
}
