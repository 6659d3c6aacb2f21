internal import NIOCore
internal import NIOPosix
internal import RoadWaveClient
internal import RoadWaveRTC

/// Somebody who answers in the place of a creator: connects with another certificate than the offer announced.
actor ImpostorCreator {
    /// The live that the offer was given.
    nonisolated let liveID: String
    /// Whether the node took the certificate.
    private(set) var isConnected = false

    private let origin = NIODeadline.now()
    private var core: Publisher
    /// The node's answer to the offer, which is the one that any creator gets.
    nonisolated let answer: String
    private var attempt: Task<Void, Never>?

    /// Posts an offer, and begins to connect, and to speak as soon as that is done.
    /// - Parameter isHonest: announces the true certificate.
    static func start(at node: String, isHonest: Bool) async throws -> ImpostorCreator {
        let certificate = try DTLSCertificate.generate()
        let core = Publisher(configuration: .init(certificate: certificate))
        let announced = isHonest ? certificate : try DTLSCertificate.generate()
        let offer = core.offer().replacing(
            certificate.fingerprint.attribute, with: announced.fingerprint.attribute)
        let resource = try await WHIPClient(token: "imposteur-\(UInt64.random(in: 0 ... .max))").publish(
            offer: offer, to: node + "/whip?title=Imposture")
        let impostor = ImpostorCreator(core: core, resource)
        await impostor.begin()
        return impostor
    }

    private init(core: sending Publisher, _ resource: WHIPClient.Resource) {
        self.core = core
        answer = resource.answer
        liveID = resource.liveID
    }

    private func begin() { attempt = Task { try? await connect() } }

    private var now: MonotonicTime { MonotonicTime(nanoseconds: (NIODeadline.now() - origin).nanoseconds) }

    private func connect() async throws {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<AddressedEnvelope<ByteBuffer>, AddressedEnvelope<ByteBuffer>>(
                        wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try core.accept(answer: answer, now: now)
            try await act(outbound)
            for try await datagram in inbound {
                guard let host = datagram.remoteAddress.ipAddress, let port = datagram.remoteAddress.port,
                    let source = TransportAddress("\(host):\(port)")
                else { continue }
                core.receive(Array(datagram.data.readableBytesView), from: source, now: now)
                core.advance(to: now)
                try await act(outbound)
            }
        }
    }

    private func act(_ outbound: NIOAsyncChannelOutboundWriter<AddressedEnvelope<ByteBuffer>>) async throws {
        while let action = core.nextAction() {
            switch action {
            case .transmit(let bytes, let address):
                let remote = try SocketAddress(ipAddress: "\(address.ip)", port: Int(address.port))
                try await outbound.write(AddressedEnvelope(remoteAddress: remote, data: ByteBuffer(bytes: bytes)))
            case .event(.connected): isConnected = true
            case .event: continue
            }
        }
    }

    /// Goes away.
    func stop() async {
        attempt?.cancel()
        await attempt?.value
    }
}
