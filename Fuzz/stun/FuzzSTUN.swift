/// STUN from the network: read, written and read again; then, as if it had come from an authenticated peer too, given
/// to what acts on it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSTUN(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let datagram = [UInt8](UnsafeBufferPointer(start: data, count: size))
    let local = ICECredentials(ufrag: "local", password: "local password, 24 chars")
    let remote = ICECredentials(ufrag: "remote", password: "remote password, 24 char")
    let source = TransportAddress(ip: .v4(1), port: 1)

    var lite = ICELiteAgent(local: local, remote: remote, now: .zero)
    var controlling = ICEControllingAgent(
        local: remote, remote: local, candidates: [source], tieBreaker: 1, now: .zero)
    var demultiplexer = Demultiplexer<Int>()
    demultiplexer.register([local], for: 1)

    _ = demultiplexer.route(datagram, as: DatagramKind(datagram), from: source)
    _ = lite.receive(datagram, from: source, now: .zero)
    _ = controlling.receive(datagram, from: source, now: .zero)
    // Nobody can sign without the password.
    precondition(!lite.isValidated(source) && demultiplexer.addressCount == 0 && controlling.destination == nil)

    // Room for the two attributes that signing adds.
    guard let message = try? STUNMessage(parsing: datagram), message.attributes.count <= 30, datagram.count < 65_000
    else { return 0 }
    let signed = message.serialized(password: local.password)
    precondition((try? STUNMessage(parsing: signed)) == message)
    precondition(STUNMessage.isAuthentic(signed, password: local.password))
    _ = demultiplexer.route(signed, as: .stun, from: source)
    _ = lite.receive(signed, from: source, now: .zero)
    _ = controlling.receive(signed, from: source, now: .zero)
    return 0
}
