/// What other nodes do to the lives of this one, and this one to theirs.
extension LiveRegistry {
    /// The lives that run here.
    var running: [Live] {
        get async { await lives.filter { !$0.isOver } }
    }

    /// Another node has taken a live over while this one seemed dead: nothing more of it is written.
    func lose(_ id: LiveID) async {
        guard let session = session(id) else { return }
        await session.lose()
        await slots.giveBack(id)
    }

    /// Knows a live that is over with another node, and gives its place back.
    func adopt(_ live: Live) async {
        remember(live)
        await slots.giveBack(live.id)
    }

    /// Writes how a live ended that is over with another node, once its media has told when.
    func conclude(_ live: Live) async {
        remember(live)
        environment.catalogue?.record(live)
        await environment.endAudience(ofLost: live)
    }
}

extension LiveSession {
    /// Another node has taken the live over: its playlists are that node's.
    func lose() {
        origin.lose()
        end(.nodeLost)
    }
}
