import NIOCore
import NIOPosix
import RoadWaveRTC

@testable import RoadWave

/// A creator whose certificate is another one than its offer announces.
enum Impostor {
    /// Asks for a live, and goes on with the handshake until its certificate is shown.
    /// - Returns: how many datagrams it has sent.
    static func showCertificate(to running: RunningTestNode) async throws -> Int {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<AddressedEnvelope<ByteBuffer>, AddressedEnvelope<ByteBuffer>>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let certificate = try DTLSCertificate.generate()
        var core = Publisher(configuration: .init(certificate: certificate))
        let announced = try DTLSCertificate.generate().fingerprint.attribute
        let offer = core.offer().replacing(certificate.fingerprint.attribute, with: announced)
        let answer = try await running.client.publish(offer, query: "title=Imposture", token: "imposteur").text
        return try await channel.executeThenClose { inbound, outbound in
            try core.accept(answer: answer, now: now)
            var datagrams = inbound.makeAsyncIterator()
            var sent = 0
            while true {
                while let action = core.nextAction() {
                    switch action {
                    case .transmit(let bytes, let address):
                        let remote = try address.socketAddress(mapped: false)
                        try await outbound.write(
                            AddressedEnvelope(remoteAddress: remote, data: ByteBuffer(bytes: bytes)))
                        sent += 1
                        // A handshake record whose first message is a certificate (RFC 5246 §7.4).
                        if bytes.count > 13, bytes[0] == 22, bytes[13] == 11 { return sent }
                    case .event: continue
                    }
                }
                guard let datagram = try await datagrams.next(), let source = TransportAddress(datagram.remoteAddress)
                else { return sent }
                core.receive(Array(datagram.data.readableBytesView), from: source, now: now)
                core.advance(to: now)
            }
        }
    }

    private static var now: MonotonicTime {
        MonotonicTime(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds))
    }
}
