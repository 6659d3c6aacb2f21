/// Where a listener is (WGS 84), as the application reports it.
struct GeoPosition: Hashable, Sendable {
    /// Degrees north, from −90 to 90.
    let latitude: Double
    /// Degrees east, from −180 to 180.
    let longitude: Double

    /// A position on Earth; nil if the numbers are out of range.
    init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }
}
