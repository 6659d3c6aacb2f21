import Testing

@testable import RoadWave

@Suite("The grid of positions")
struct PositionGridTests {
    private func point(_ latitude: Double, _ longitude: Double, grid: Double) throws -> GeoPosition? {
        let grid = try #require(PositionGrid(degrees: grid))
        return grid.point(nearest: try #require(GeoPosition(latitude: latitude, longitude: longitude)))
    }

    @Test("a point has no more digits than its grid")
    func digits() throws {
        #expect(try point(48.8566, -2.3522, grid: 0.1).map { "\($0.latitude) \($0.longitude)" } == "48.9 -2.4")
        #expect(try point(48.8566, 2.3522, grid: 0.3).map { "\($0.latitude) \($0.longitude)" } == "48.9 2.4")
        #expect(try point(48.8566, 2.3522, grid: 0.01).map { "\($0.latitude) \($0.longitude)" } == "48.86 2.35")
    }

    @Test("the corners of the globe stay on it", arguments: [0.1, 0.3, 0.7, 7, 10])
    func corners(grid: Double) throws {
        for (latitude, longitude) in [(89.97, 179.96), (-89.97, -180), (90, 180), (-90, -179.999)] {
            let point = try point(latitude, longitude, grid: grid)
            #expect(point != nil, "\(latitude) \(longitude)")
        }
    }

    @Test("there is no negative zero")
    func zero() throws {
        let point = try #require(try point(-0.04, 0.04, grid: 0.1))
        #expect(point.latitude.sign == .plus && point.longitude.sign == .plus)
        #expect(point == GeoPosition(latitude: 0, longitude: 0))
    }

    @Test("one place gives one point, and its point gives itself", arguments: [0.001, 0.1, 0.3])
    func onePoint(grid: Double) throws {
        let points = try Set((0..<1_000).compactMap { _ in try point(43.7102, 7.262, grid: grid) })
        #expect(points.count == 1)
        let first = try #require(points.first)
        #expect(try point(first.latitude, first.longitude, grid: grid) == first)
    }

    @Test("a grid is from 0.001 to 10 degrees", arguments: [0, -1, 0.0009, 10.1, .nan, .infinity])
    func bounds(degrees: Double) {
        #expect(PositionGrid(degrees: degrees) == nil)
    }
}
