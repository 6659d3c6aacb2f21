/// How a section carries Opus: its payload type and the parameters of RFC 7587 §6.1.
public struct OpusFormat: Hashable, Sendable {
    /// The dynamic payload type, 0…127.
    public var payloadType: UInt8
    /// `sprop-stereo=1` or `stereo=1`: the sender will probably send two channels, or the receiver wants two.
    public var stereo: Bool
    /// `useinbandfec=1`: the receiver uses in-band forward error correction.
    public var inbandFEC: Bool
    /// `usedtx=1`: silence may be left out.
    public var dtx: Bool
    /// `maxaveragebitrate`, in bits a second.
    public var maximumAverageBitrate: Int?

    /// A format to write.
    public init(
        payloadType: UInt8, stereo: Bool = false, inbandFEC: Bool = true, dtx: Bool = false,
        maximumAverageBitrate: Int? = nil
    ) {
        self.payloadType = payloadType
        self.stereo = stereo
        self.inbandFEC = inbandFEC
        self.dtx = dtx
        self.maximumAverageBitrate = maximumAverageBitrate
    }

    /// The Opus format of a section, the first in its order of preference; `nil` without one.
    init?(of section: MediaDescription) {
        // One pass over the attributes, whatever the number of formats.
        var isOpus: [UInt8: Bool] = [:]
        var parameters: [UInt8: [Substring]] = [:]
        for attribute in section.attributes where attribute.name == "rtpmap" || attribute.name == "fmtp" {
            let fields = (attribute.value ?? "").fields(maxSplits: 1)
            guard fields.count == 2, let payloadType = UInt8(digits: fields[0]), payloadType < 128 else { continue }
            if attribute.name == "fmtp" {
                parameters[payloadType, default: []].append(fields[1])
            } else if isOpus[payloadType] != true {
                // RFC 7587 §7: always 48000 and 2 channels, whatever is sent. Names are case-insensitive.
                isOpus[payloadType] = fields[1].trimmingSpaces().equalsIgnoringCase("opus/48000/2")
            }
        }
        let payloadTypes = section.formats.lazy.compactMap { UInt8(digits: $0) }
        guard let payloadType = payloadTypes.first(where: { isOpus[$0] == true }) else { return nil }
        self.init(payloadType: payloadType, inbandFEC: false)
        for text in parameters[payloadType] ?? [] { readParameters(text) }
    }

    private mutating func readParameters(_ text: Substring) {
        for parameter in text.fields(separatedBy: ";") {
            let pair = parameter.fields(separatedBy: "=", maxSplits: 1).map { $0.trimmingSpaces() }
            guard pair.count == 2 else { continue }
            switch pair[0].lowercased() {
            case "stereo", "sprop-stereo": stereo = stereo || pair[1] == "1"
            case "useinbandfec": inbandFEC = pair[1] == "1"
            case "usedtx": dtx = pair[1] == "1"
            // RFC 7587 §6.1: 6,000 to 510,000; any other value is no limit.
            case "maxaveragebitrate":
                maximumAverageBitrate = Int(digits: pair[1]).flatMap { (6_000...510_000).contains($0) ? $0 : nil }
            default: continue
            }
        }
    }

    /// The `rtpmap` and `fmtp` attributes. `minptime=10` allows packets of 10 ms where delay matters. `sprop-stereo`
    /// announces what will be sent, so only the sender writes it.
    func attributes(ofSender isSender: Bool) -> [SDPAttribute] {
        var parameters = ["minptime=10", "useinbandfec=\(inbandFEC ? 1 : 0)"]
        if stereo { parameters.append("stereo=1") }
        if stereo, isSender { parameters.append("sprop-stereo=1") }
        if dtx { parameters.append("usedtx=1") }
        if let maximumAverageBitrate { parameters.append("maxaveragebitrate=\(maximumAverageBitrate)") }
        return [
            SDPAttribute("rtpmap", "\(payloadType) opus/48000/2"),
            SDPAttribute("fmtp", "\(payloadType) \(parameters.joined(separator: ";"))"),
        ]
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        let space = UInt8(ascii: " ")
        guard let first = utf8.firstIndex(where: { $0 != space }), let last = utf8.lastIndex(where: { $0 != space })
        else { return "" }
        return Substring(utf8[first...last])
    }
}
