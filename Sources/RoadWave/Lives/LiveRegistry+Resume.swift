internal import Logging
internal import RoadWaveRTC

extension LiveRegistry {
    /// Lets a creator continue a live on another connection. The live already has its slot.
    /// - Returns: the live's session, with its new answer.
    func resume(
        _ id: LiveID, creator: Creator, offer: WHIPOffer
    ) async throws(ResumptionError) -> (session: LiveSession, answer: WHIPAnswer) {
        guard let session = session(id) else {
            guard let live = await live(id) else { throw .unknown }
            throw Self.refusal(of: live, to: creator)
        }
        guard session.creator == creator.id else { throw .notOwner }
        let answer: WHIPAnswer?
        do throws(DTLSError) {
            answer = try await session.resume(offer)
        } catch {
            outlets.logger.error(
                "a live could not be resumed", metadata: ["live": "\(id)", "error": "\(error)"])
            throw .failed(error)
        }
        // It has ended meanwhile.
        guard let answer else { throw .over }
        return (session, answer)
    }

    /// Why a live that does not run cannot continue. The owner is checked first: other creators must not learn the
    /// rest.
    private static func refusal(of live: Live, to creator: Creator) -> ResumptionError {
        guard live.creator == creator.id else { return .notOwner }
        return live.state == .lost ? .lost : .over
    }
}

/// Why a creator cannot continue a live.
enum ResumptionError: Error {
    /// The node does not know the live.
    case unknown
    /// The live belongs to another creator.
    case notOwner
    /// The live has ended.
    case over
    /// The live died with its node.
    case lost
    /// The connection could not be set up.
    case failed(any Error)
}
