/// The JSON of `POST /lives/{id}/listeners`; nothing of it has to be there.
struct JoinRequest: Decodable, Equatable {
    /// Where the listener is; nil where the application does not say.
    let position: GeoPosition?
}

/// The JSON of `POST /lives/{id}/reports`.
struct ReportRequest: Decodable, Equatable {
    /// What the live is reported for.
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

    /// - Throws: `DecodingError`, for a place that is not on Earth as well.
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
