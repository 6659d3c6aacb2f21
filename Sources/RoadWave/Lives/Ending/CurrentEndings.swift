/// The endings of a node's lives, running lives included: their state machines, the tasks that perform their actions, and
/// the requests that wait for them. As many as lives run, and have ended within the time that a storage takes.
struct CurrentEndings {
    private var endings: [LiveID: LiveEnding] = [:]
    private var tasks: [LiveID: [Task<Void, Never>]] = [:]
    /// Requests that wait until it is certain how a live ended.
    private var answers: [LiveID: [CheckedContinuation<Void, Never>]] = [:]
    /// Stops that wait until the endings of this node's own lives are concluded.
    private var conclusions: [CheckedContinuation<Void, Never>] = []

    /// Whether no live runs, and all that ended are done with.
    var isEmpty: Bool { endings.isEmpty }

    /// The endings of this node's own lives that are not concluded.
    var open: [LiveEnding] { endings.values.filter { $0.isHosted && !$0.isConcluded } }

    /// Whether a live has an ending here that is not done with.
    func isOpen(_ id: LiveID) -> Bool { endings[id] != nil }

    /// Whether requests about a live have to wait.
    func isUnanswered(_ id: LiveID) -> Bool { endings[id]?.isAnswered == false }

    /// Adds an ending.
    /// - Returns: its first actions.
    mutating func begin(_ ending: LiveEnding) -> [LiveEnding.Action] {
        var ending = ending
        let actions = ending.begin()
        endings[ending.live.id] = ending
        return actions
    }

    /// Takes a fact.
    /// - Returns: the actions that follow, and the live as it is known then; nil for a live that has no ending here.
    mutating func take(
        _ fact: LiveEnding.Fact, of id: LiveID
    ) -> (actions: [LiveEnding.Action], live: Live)? {
        guard var ending = endings[id] else { return nil }
        let actions = ending.take(fact)
        endings[id] = ending
        return (actions, ending.live)
    }

    /// Keeps a task for as long as the ending. A stop waits for it through the facts that it brings.
    mutating func add(_ task: Task<Void, Never>, for id: LiveID) { tasks[id, default: []].append(task) }

    /// Keeps a request that waits for the answer about a live.
    mutating func await(_ request: CheckedContinuation<Void, Never>, answerAbout id: LiveID) {
        answers[id, default: []].append(request)
    }

    /// Answers the requests about a live.
    mutating func answer(about id: LiveID) {
        for request in answers.removeValue(forKey: id) ?? [] { request.resume() }
    }

    /// Keeps a stop that waits for the conclusion of all endings.
    mutating func awaitConclusion(_ stop: CheckedContinuation<Void, Never>) { conclusions.append(stop) }

    /// Forgets an ending that is done with, and lets stops go on once all are concluded. To be called after the actions of
    /// an ending.
    mutating func tidy(_ id: LiveID) {
        if endings[id]?.isDiscardable == true {
            endings[id] = nil
            tasks[id] = nil
        }
        guard !conclusions.isEmpty, open.isEmpty else { return }
        for stop in conclusions { stop.resume() }
        conclusions = []
    }

    /// Cancels what is under way for a live.
    func cancel(_ id: LiveID) {
        for task in tasks[id] ?? [] { task.cancel() }
    }

    /// Lets all that waits go on.
    mutating func release() {
        for request in answers.values.joined() { request.resume() }
        answers = [:]
        for stop in conclusions { stop.resume() }
        conclusions = []
    }
}
