extension ICELiteAgent {
    /// The answer to a datagram that no live claims: error 400 for a binding request without credentials (RFC 8489
    /// §9.1.3), nothing for all else.
    ///
    /// It tells a probe that the port is alive, and nothing of the lives behind it: a request that names a live which
    /// does not exist gets no answer. It is given only to a right FINGERPRINT (RFC 8489 §7.3), and is 8 bytes longer
    /// than the smallest such request, so a forged source address gains nothing from it.
    public static func answer(toStranger datagram: [UInt8]) -> [UInt8]? {
        guard let request = try? STUNMessage(parsing: datagram), request.messageClass == .request,
            request.method == .binding, request.username == nil, STUNFingerprint.matches(datagram)
        else { return nil }
        let response = STUNMessage(
            .failure, transactionID: request.transactionID, attributes: [.errorCode(.badRequest)])
        return response.serialized(password: nil)
    }
}
