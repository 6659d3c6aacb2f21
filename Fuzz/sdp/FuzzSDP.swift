import Glibc

/// Session descriptions and fragments from WHIP requests: read, answered, written and read again, in linear time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSDP(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    let start = threadTime()

    if let description = try? SessionDescription(parsing: text) {
        let written = description.serialized()
        // Written, a line may be longer than it was read (the time is always stated): only what fits is read again.
        if written.utf8.count < SessionDescription.maximumByteCount {
            precondition((try? SessionDescription(parsing: written))?.serialized() == written)
        }
    }
    if let fragment = try? TrickleFragment(parsing: text) {
        precondition((try? TrickleFragment(parsing: fragment.serialized())) == fragment)
    }
    _ = try? WHIPAnswer(parsing: text)
    // Whatever offer is accepted, a publisher can read our answer; of half the size, since the answer adds lines.
    if size < SessionDescription.maximumByteCount / 2, let offer = try? WHIPOffer(parsing: text),
        let fingerprint = DTLSFingerprint(algorithm: .sha256, bytes: [UInt8](repeating: 1, count: 32))
    {
        let answer = WHIPAnswer(
            answering: offer, credentials: ICECredentials(ufrag: "local", password: "0123456789abcdefghijkl"),
            fingerprint: fingerprint, addresses: [TransportAddress(ip: .v4(0x7F00_0001), port: 5_000)])
        precondition((try? WHIPAnswer(parsing: answer.serialized()))?.sections == answer.sections)
    } else {
        _ = try? WHIPOffer(parsing: text)
    }

    // All this, seven readings, takes 20 ms for the longest texts, instrumented; what is quadratic takes seconds.
    precondition(threadTime() - start < 0.25, "the time is not linear in the text")
    return 0
}

/// Seconds of the processor that this thread has used.
private func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
