extension ICELiteAgent {
    /// The answer to a datagram that belongs to no live: error 400 for a binding request without credentials (RFC 8489
    /// §9.1.3), otherwise none.
    ///
    /// It shows a probe that the port is alive, but reveals no live: a request that names an unknown live gets no
    /// answer. Only requests with a correct FINGERPRINT are answered (RFC 8489 §7.3). The answer is 8 bytes longer than
    /// the smallest such request, so a forged source address gains nothing from it.
    public static func answer(toStranger datagram: [UInt8]) -> [UInt8]? {
        guard let request = try? STUNMessage(parsing: datagram), request.messageClass == .request,
            request.method == .binding, request.username == nil, STUNFingerprint.matches(datagram)
        else { return nil }
        let response = STUNMessage(
            .failure, transactionID: request.transactionID, attributes: [.errorCode(.badRequest)])
        return response.serialized(password: nil)
    }
}
