internal import CoreMetrics
internal import Logging
internal import Synchronization

/// The token keys in their file: an added or removed key takes effect without a restart.
///
/// If a new file is unusable, it is logged and the earlier keys stay in use: a typing error must not end every live.
final class TokenKeyring: Authenticator {
    private struct State {
        var keys: TokenKeys
        var stamp: FileStamp?
    }

    private let path: String
    private let policy: TokenPolicy
    private let metrics: APIMetrics
    private let logger: Logger
    private let state: Mutex<State>

    /// The keys of a JWK set file.
    /// - Throws: ``RoadWaveError`` of code `configuration` if it is unusable.
    init(path: String, policy: TokenPolicy, metrics: APIMetrics, logger: Logger) async throws(RoadWaveError) {
        self.path = path
        self.policy = policy
        self.metrics = metrics
        self.logger = logger
        // The stamp is taken before the file is read: if the file changes in between, it is read again.
        let stamp = FileStamp(ofPath: path)
        state = Mutex(State(keys: try await TokenKeys(contentsOf: path), stamp: stamp))
    }

    /// The claims of a token, after a check of its signature, its dates and the policy.
    func verify(_ token: String, at date: WallDate) async throws(TokenRefusal) -> AccessClaims {
        let keys = state.withLock { $0.keys }
        return try await keys.verify(token, at: date, policy: policy)
    }

    func bearer(of token: String) async throws(AuthenticationError) -> Bearer {
        do throws(TokenRefusal) {
            let claims = try await verify(token, at: .now)
            return Bearer(
                id: claims.subject, role: claims.role, isPremium: claims.isPremium, expiry: claims.expiry,
                issued: claims.issued, tokenID: claims.tokenID)
        } catch {
            throw error == .expired ? .expired : .invalid(reason: error.reason)
        }
    }

    /// Reads the file again if it has changed. Only one task calls this.
    func reloadIfChanged() async {
        let stamp = FileStamp(ofPath: path)
        guard stamp != state.withLock({ $0.stamp }) else { return }
        do throws(RoadWaveError) {
            let keys = try await TokenKeys(contentsOf: path)
            state.withLock { $0 = State(keys: keys, stamp: stamp) }
            metrics.tokenKeyReloads.increment()
            logger.notice("the token keys were read again", metadata: ["file": "\(path)"])
        } catch {
            // Remembered, so that an unusable file is logged once.
            state.withLock { $0.stamp = stamp }
            metrics.tokenKeyFailures.increment()
            logger.error(
                "the new token keys are unusable: the earlier ones stay in use", metadata: ["error": "\(error)"])
        }
    }
}
