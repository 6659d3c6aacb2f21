/// The grid to which positions of listeners are rounded before they are stored, logged or sent on.
///
/// A place always gives the same point: many rounded positions of one listener reveal no more than one does.
/// See docs/decisions/audit.md, « Positions ».
public struct PositionGrid: Hashable, Sendable {
    /// 0.1°: 11 km from north to south, 7 km from east to west in France.
    public static let standard = PositionGrid(microdegrees: 100_000)

    /// The distance of two points, in millionths of a degree. Whole numbers, so that points have no more digits than
    /// the grid.
    let microdegrees: Int

    private init(microdegrees: Int) { self.microdegrees = microdegrees }

    /// - Parameter degrees: from 0.001 (100 m) to 10; nil beyond.
    public init?(degrees: Double) {
        guard (0.001...10).contains(degrees) else { return nil }
        self.init(microdegrees: Int((degrees * 1_000_000).rounded()))
    }

    /// The distance of two points, in degrees.
    public var degrees: Double { Double(microdegrees) / 1_000_000 }

    /// The nearest point of the grid.
    func point(nearest position: GeoPosition) -> GeoPosition? {
        GeoPosition(
            latitude: rounded(position.latitude, limit: 90), longitude: rounded(position.longitude, limit: 180))
    }

    /// The nearest multiple of the grid that is on the globe.
    private func rounded(_ degrees: Double, limit: Int) -> Double {
        let most = limit * 1_000_000 / microdegrees
        let number = Int((degrees * 1_000_000 / Double(microdegrees)).rounded())
        // A whole number has no negative zero.
        return Double(min(max(number, -most), most) * microdegrees) / 1_000_000
    }
}
