internal import Foundation

/// What an encoder writes of itself into a stream: libavcodec `Lavc59.37.100` into the first frame of AAC, LAME
/// `LAME3.100` into MP3.
enum EncoderMark {
    /// The version behind a name; nil when the name is not in the bytes, or no version behind it.
    static func version(of name: String, in bytes: [UInt8]) -> String? {
        let data = Data(bytes)
        guard let place = data.range(of: Data(name.utf8)) else { return nil }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let version = data[place.upperBound...].prefix { digits.contains($0) || $0 == UInt8(ascii: ".") }
        return version.isEmpty ? nil : String(decoding: version, as: UTF8.self)
    }
}
