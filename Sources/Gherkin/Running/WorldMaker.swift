internal import Synchronization

/// Makes the world of a scenario, within the limit of a step.
struct WorldMaker<World: Sendable>: Sendable {
    let library: StepLibrary<World>
    let performer: BodyPerformer

    func make(_ context: ScenarioContext) async -> Result<World, StepFailure> {
        let box = WorldBox<World>()
        let makeWorld = library.makeWorld
        let result = await performer.perform(limit: nil) { _ in
            box.put(try await makeWorld(context))
        }
        if let failure = result.failure { return .failure(failure) }
        if let world = box.take() { return .success(world) }
        // A world that throws `PendingStep` or `SkippedStep` has no step to say it of.
        return .failure(.error(type: "\(World.self)", message: "\(result.status.rawValue): \(result.reason)"))
    }
}

/// Carries the world out of the task that makes it, which may be left behind.
private final class WorldBox<World: Sendable>: Sendable {
    private let world = Mutex<World?>(nil)

    func put(_ newWorld: World) { world.withLock { $0 = newWorld } }
    func take() -> World? { world.withLock { $0 } }
}
