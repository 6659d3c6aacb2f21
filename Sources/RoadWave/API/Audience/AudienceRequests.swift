/// The JSON of `POST /lives/{id}/listeners`; all its members are optional.
struct JoinRequest: Decodable, Equatable {
    /// The listener's position; nil if the application does not give it.
    let position: GeoPosition?
}

/// The JSON of `POST /lives/{id}/reports`.
struct ReportRequest: Decodable, Equatable {
    /// The reason of the report.
    let category: ReportCategory

    private enum CodingKeys: String, CodingKey {
        case category
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let category = ReportCategory(rawValue: try container.decode(String.self, forKey: .category)) else {
            let categories = ReportCategory.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: .category, in: container, debugDescription: "expected one of \(categories)")
        }
        self.category = category
    }
}

extension GeoPosition: Decodable {
    private enum CodingKeys: String, CodingKey {
        case latitude = "lat"
        case longitude = "lon"
    }

    /// - Throws: `DecodingError`, also for a position that is not on Earth.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys, within bound: Int) throws -> Double {
            let number = try container.decode(Double.self, forKey: key)
            guard abs(number) <= Double(bound) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "expected a number from -\(bound) to \(bound)")
            }
            return number
        }
        latitude = try number(.latitude, within: 90)
        longitude = try number(.longitude, within: 180)
    }
}
