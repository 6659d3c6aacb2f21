import Foundation
import RoadWaveRTC

@testable import RoadWave

/// Offers of creators that connect to nothing.
enum TestOffer {
    /// What our own publisher would offer.
    static func opus() throws -> String {
        let fingerprint = try DTLSCertificate.generate().fingerprint
        return PublisherOffer(
            credentials: .random(), fingerprint: fingerprint, ssrc: 1, cname: "test"
        ).serialized()
    }

    /// The same with another codec.
    static func withoutOpus() throws -> String {
        try opus().replacingOccurrences(of: "opus/48000/2", with: "G722/8000")
    }
}

extension TestHTTPClient {
    /// Asks for a live.
    func publish(
        _ offer: String, query: String = "title=Essai", token: String? = "createur",
        contentType: String = "application/sdp", origin: String? = nil
    ) async throws -> Answer {
        var headers = ["Content-Type": contentType]
        headers["Authorization"] = token.map { "Bearer \($0)" }
        headers["Origin"] = origin
        return try await send("POST", "/whip?\(query)", headers: headers, body: Data(offer.utf8))
    }
}
