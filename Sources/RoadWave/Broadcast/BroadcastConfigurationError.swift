/// An invalid value of the broadcast configuration.
public enum BroadcastConfigurationError: Error, Hashable, Sendable {
    /// Not a rendition name.
    case invalidRendition(String)
    /// The same rendition twice.
    case repeatedRendition(String)
    /// More renditions than `limit`.
    case tooManyRenditions(limit: Int)
    /// A segment duration outside 0.5…10 s.
    case segmentDuration(Duration)
    /// A hold-back under three target durations.
    case holdBack(Duration, minimum: Duration)
    /// A window under 30 s or too short for the hold-back, or longer than a day.
    case windowDuration(Duration, minimum: Duration)
    /// Segments deleted while a listener may still ask for them.
    case deletionGrace(Duration, minimum: Duration)
}

extension BroadcastConfigurationError: CustomStringConvertible {
    /// The mistake and its fix, in one line.
    public var description: String {
        switch self {
        case .invalidRendition(let name):
            let range = Rendition.kilobitRange
            return
                "\"\(name)\" is not a rendition: write kbit/s from \(range.lowerBound) to \(range.upperBound), as in 96k,48k,32k"
        case .repeatedRendition(let name):
            return "the rendition \(name) is named twice: name it once"
        case .tooManyRenditions(let limit):
            return "more than \(limit) renditions: name at most \(limit)"
        case .segmentDuration(let duration):
            return "segments of \(duration.seconds) s: choose from 0.5 to 10 s"
        case .holdBack(let duration, let minimum):
            return "a hold-back of \(duration.seconds) s: at least three segments are needed, \(minimum.seconds) s"
        case .windowDuration(let duration, let minimum):
            return "a playlist window of \(duration.seconds) s: choose from \(minimum.seconds) to 86400 s"
        case .deletionGrace(let duration, let minimum):
            return "segments deleted after \(duration.seconds) s: listeners need them for \(minimum.seconds) s"
        }
    }
}
