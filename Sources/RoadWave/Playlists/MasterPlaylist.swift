internal import RoadWaveRTC

/// A master playlist: the list of the renditions of a live (RFC 8216 §4.3.4), as a value.
package struct MasterPlaylist: Hashable, Sendable {
    /// One listed rendition.
    package struct Variant: Hashable, Sendable {
        /// The URI of its media playlist, relative to the master playlist.
        package var address: String
        /// `BANDWIDTH`: the peak of the transport stream, in bit/s.
        package var bandwidth: Int
        /// `AVERAGE-BANDWIDTH`: the average of the transport stream, in bit/s.
        package var averageBandwidth: Int?
        /// `CODECS` (RFC 6381).
        package var codecs: String

        /// A listed rendition.
        package init(address: String, bandwidth: Int, averageBandwidth: Int?, codecs: String) {
            self.address = address
            self.bandwidth = bandwidth
            self.averageBandwidth = averageBandwidth
            self.codecs = codecs
        }
    }

    /// AAC-LC, the only codec of lives. A wrong string makes some players silent.
    package static let codecs = "mp4a.40.2"

    /// Players begin with the first one.
    package var variants: [Variant]

    /// A list of renditions.
    package init(variants: [Variant]) {
        self.variants = variants
    }
}

extension MasterPlaylist: CustomStringConvertible {
    /// The text of the playlist, `application/vnd.apple.mpegurl`.
    package var description: String {
        var lines = ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-INDEPENDENT-SEGMENTS"]
        for variant in variants {
            let average = variant.averageBandwidth.map { ",AVERAGE-BANDWIDTH=\($0)" } ?? ""
            lines.append("#EXT-X-STREAM-INF:BANDWIDTH=\(variant.bandwidth)\(average),CODECS=\"\(variant.codecs)\"")
            lines.append(variant.address)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension MasterPlaylist {
    /// Parses `text`; tags that this type does not keep are ignored.
    /// - Throws: ``PlaylistError`` with the line.
    package init(parsing text: String) throws(PlaylistError) {
        var variants: [Variant] = []
        var pending: Variant?
        for line in try PlaylistLines(text).lines {
            switch line.content {
            case .tag("#EXT-X-STREAM-INF", let value):
                guard let variant = Variant(attributes: value) else {
                    throw PlaylistError(.invalidTag("#EXT-X-STREAM-INF"), line: line.number)
                }
                pending = variant
            case .tag("#EXTINF", _):
                throw PlaylistError(.wrongKind("#EXTINF"), line: line.number)
            case .tag:
                break
            case .address(let address):
                guard var variant = pending else { throw PlaylistError(.unexpectedAddress, line: line.number) }
                variant.address = String(address)
                variants.append(variant)
                pending = nil
            }
        }
        guard !variants.isEmpty else { throw PlaylistError(.missingTag("#EXT-X-STREAM-INF")) }
        self.init(variants: variants)
    }
}

extension MasterPlaylist.Variant {
    /// A variant whose URI is on the next line; nil if `BANDWIDTH`, which RFC 8216 §4.3.4.2 requires, is not a number.
    fileprivate init?(attributes text: Substring) {
        guard let attributes = AttributeList(text),
            let bandwidth = attributes["BANDWIDTH"].flatMap({ Int(digits: $0) })
        else { return nil }
        self.init(
            address: "", bandwidth: bandwidth,
            averageBandwidth: attributes["AVERAGE-BANDWIDTH"].flatMap { Int(digits: $0) },
            codecs: attributes["CODECS"] ?? "")
    }
}
