/// The specification's estimate of a live's bandwidth: audio payload only. NGINX sends more: headers and MPEG-TS
/// packets.
///
/// 48 kbit/s × 100 listeners × 1 h = 2,160,000,000 bytes, at 0.01 € for 10⁹: 0.0216 €.
package struct BandwidthEstimate: Hashable, Sendable {
    /// Bytes of audio payload.
    package let bytes: Int64
    /// Their price.
    package let cost: MicroEuros

    /// - Parameters:
    ///   - bitrate: of the sound, in bit/s.
    ///   - listeners: the number of listeners, all of them for the whole time.
    ///   - seconds: the duration.
    ///   - price: of 10⁹ bytes.
    /// - Returns: nil if the numbers are negative, or too large.
    package init?(bitrate: Int, listeners: Int, seconds: Int, pricePerGigabyte price: MicroEuros) {
        guard bitrate >= 0, listeners >= 0, seconds >= 0 else { return nil }
        let (bits, isTooMuch) = bitrate.multipliedReportingOverflow(by: listeners)
        let (total, isTotalTooMuch) = bits.multipliedReportingOverflow(by: seconds)
        guard !isTooMuch, !isTotalTooMuch else { return nil }
        bytes = Int64(total / 8)
        cost = .cost(of: bytes, perGigabyte: price)
    }
}
