internal import RoadWaveRTC

/// `X-Forwarded-For` of a client that may invent it, behind proxies that the first line names, and the blocks of addresses
/// that name proxies.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForwarded(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let proxies = (lines.first ?? "").split(separator: " ").prefix(8).compactMap { AddressBlock($0) }
    for block in proxies { check(block) }

    let origins = ClientOrigins(trustedProxies: proxies)
    let headers = Array(lines.dropFirst())
    let peer = TransportAddress.IPAddress.v4(0x7F00_0001)
    let client = origins.client(of: peer, forwarded: headers)
    _ = ClientNetwork(client)
    // Who is no proxy of ours is believed nothing.
    if !origins.isTrusted(peer) { precondition(client == peer) }
    // Nobody becomes another by what they put before what our proxies say.
    if !origins.isTrusted(client) {
        precondition(origins.client(of: peer, forwarded: ["192.0.2.1, ::1"] + headers) == client)
    }
    // Each proxy may write a header of its own, or add to the one that there is (RFC 9110 §5.3).
    precondition(headers.isEmpty || origins.client(of: peer, forwarded: [headers.joined(separator: ",")]) == client)
    return 0
}

private func check(_ block: AddressBlock) {
    precondition(AddressBlock(block.description) == block)
    let parts = block.description.split(separator: "/")
    guard parts.count == 2, let length = Int(parts[1]), let first = TransportAddress.IPAddress(String(parts[0])) else {
        preconditionFailure("a block is an address and a length")
    }
    precondition(block.contains(first))
    // Its last address is of it; the one with the last bit of the prefix turned is not.
    switch first {
    case .v4(let bits):
        precondition(block.contains(.v4(bits | (UInt32.max >> length))))
        if length > 0 { precondition(!block.contains(.v4(bits ^ (1 << (32 - length))))) }
    case .v6(let high, let low):
        precondition(block.contains(.v6(high | UInt64.max >> length, low | UInt64.max >> max(0, length - 64))))
        if length > 64 { precondition(!block.contains(.v6(high, low ^ (1 << (128 - length))))) }
        if (1...64).contains(length) { precondition(!block.contains(.v6(high ^ (1 << (64 - length)), low))) }
    }
}
