/// What stands after `Authorization:`, from anybody: the token of it, and the header of the token, which is read before
/// any signature is verified.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzToken(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    // Several headers, a line each.
    let headers = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }

    if let token = BearerToken(headers: headers)?.value {
        precondition(headers.count == 1 && !token.isEmpty && token.utf8.count <= BearerToken.maximumBytes)
        precondition(!token.contains(" "))
        precondition(BearerToken(headers: ["bearer  \(token)"])?.value == token)
        read(token)
    }
    // As it would come from somewhere else, whatever its characters; and as the JSON itself, which the fuzzer would
    // hardly find behind its base64.
    read(String(decoding: bytes, as: UTF8.self))
    let encoded = Base64URL.encode(bytes)
    precondition(Base64URL.decode(encoded) == bytes)
    precondition(encoded.isEmpty || BearerToken(headers: ["Bearer \(encoded)"])?.value == encoded || size > 3_000)
    // What stands behind the header changes nothing of it.
    let (alone, inToken) = (TokenHeader(of: encoded), TokenHeader(of: encoded + ".e30.AA"))
    precondition(alone?.alg == inToken?.alg && alone?.kid == inToken?.kid && alone?.isCritical == inToken?.isCritical)
    return 0
}

private func read(_ token: String) {
    _ = TokenHeader(of: token)
    for part in token.split(separator: ".") {
        guard let bytes = Base64URL.decode(String(part)) else { continue }
        // The last character may hold bits that say nothing: only the bytes are the same again.
        precondition(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
}
