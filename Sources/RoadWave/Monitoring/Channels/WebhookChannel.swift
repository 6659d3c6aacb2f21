internal import Crypto

/// Posts each message as JSON, signed: `X-RoadWave-Signature: v1=` and the HMAC-SHA256, in hexadecimal, of the timestamp, a
/// point and the body.
///
/// A retry has the same body and `Idempotency-Key`, and a new timestamp under its signature.
/// See docs/decisions/monitoring.md, « At least once, with one identity ».
struct WebhookChannel: AlertChannel {
    let configuration: AlertChannelConfiguration.Webhook
    let http: AlertHTTP
    /// The wall clock, also on a node with a manual clock: the receiver compares it with its own.
    var date: @Sendable () -> WallDate = { .now }

    var name: AlertChannelName { .webhook }

    func send(_ message: AlertMessage) async -> AlertOutbox.Outcome {
        let body = message.json
        return await http.post(body, to: configuration.url, headers: headers(of: message, body: body))
    }

    func headers(of message: AlertMessage, body: [UInt8]) -> [(String, String)] {
        let timestamp = String(date().millisecondsSince1970 / 1_000)
        return [
            ("Idempotency-Key", message.id),
            ("X-RoadWave-Timestamp", timestamp),
            ("X-RoadWave-Signature", "v1=" + Self.signature(body, at: timestamp, key: configuration.secret)),
        ]
    }

    static func signature(_ body: [UInt8], at timestamp: String, key: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp).".utf8) + body, using: SymmetricKey(data: Array(key.utf8)))
        return code.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
