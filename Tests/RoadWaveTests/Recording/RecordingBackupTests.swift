import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Copies of recordings", .timeLimit(.minutes(2)))
struct RecordingBackupTests {
    private let scene: BackupScene
    private let live = LiveID()

    init() throws { scene = try BackupScene() }

    @Test("two hours in pieces of ten minutes are the recording, byte for byte, in the order of their names")
    func twelvePeriods() async throws {
        let backup = scene.backup()
        for period in 0..<12 {
            // Growth that passes from five to seven digits.
            try scene.grow(live, by: 70_000 + 13 * period)
            await backup.flush()
            scene.clock.advance(by: .seconds(600))
            await backup.flush()
            #expect(try await scene.pieces(live).count == period + 1)
        }
        try scene.grow(live, by: 35_000)
        await backup.complete(live)
        await backup.flush()
        let recorded = try scene.contents(live)
        let pieces = try await scene.pieces(live)
        #expect(pieces.count == 13)
        // Not the arrays themselves: a failure would print them.
        let areEqual = pieces.flatMap(\.self) == recorded
        #expect(areEqual)
        let isReadAlike = try await scene.copy(live) == recorded
        #expect(isReadAlike)
        #expect(scene.handedOver == [live])
    }

    @Test("what is new is sent after ten minutes, and not a second before")
    func period() async throws {
        let backup = scene.backup()
        try scene.grow(live, by: 1_000)
        for sent in 1...2 {
            await backup.flush()
            scene.clock.advance(by: .seconds(599))
            await backup.flush()
            #expect(scene.storage.journal.count == sent - 1)
            scene.clock.advance(by: .seconds(1))
            await backup.flush()
            #expect(scene.storage.journal.count == sent)
            try scene.grow(live, by: 1_000)
        }
        #expect(scene.handedOver == [])
    }

    @Test("it looks by itself, whatever the period")
    func looks() async throws {
        let start = scene.clock.now
        try scene.grow(live, by: 1_000)
        try await scene.run(scene.backup(), turning: .seconds(10)) { scene.storage.journal.count == 1 }
        #expect(start.duration(to: scene.clock.now) >= .seconds(600))
    }

    @Test("a recording that begins between two looks is sent ten minutes after the first of them")
    func betweenLooks() async throws {
        let backup = scene.backup()
        await backup.flush()
        scene.clock.advance(by: .seconds(7))
        try scene.grow(live, by: 1_000)
        scene.clock.advance(by: .seconds(3))
        await backup.flush()
        scene.clock.advance(by: .seconds(589))
        await backup.flush()
        #expect(scene.storage.journal.count == 0)
        scene.clock.advance(by: .seconds(1))
        await backup.flush()
        #expect(scene.storage.journal.count == 1)
    }

    @Test("a recording that has not grown is not sent again, and an ended one is handed over once")
    func nothingNew() async throws {
        let backup = scene.backup()
        try scene.grow(live, by: 1_000)
        await backup.flush()
        for _ in 0..<5 {
            scene.clock.advance(by: .seconds(600))
            await backup.flush()
        }
        #expect(scene.storage.journal.count == 1)
        await backup.complete(live)
        for _ in 0..<5 {
            await backup.flush()
            scene.clock.advance(by: .seconds(600))
        }
        #expect(scene.storage.journal.count == 1)
        #expect(scene.handedOver == [live])
    }

    @Test("the end of a live sends the rest at once, and hands it over")
    func end() async throws {
        let backup = scene.backup()
        try scene.grow(live, by: 5_000)
        var isOver = false
        try await scene.run(backup) {
            if !isOver { await backup.complete(live) }
            isOver = true
            return !scene.handedOver.isEmpty
        }
        #expect(try await scene.copy(live) == scene.contents(live))
        #expect(scene.handedOver == [live])
    }

    @Test("while the storage is away nothing is lost; once it is back, the recording is handed over")
    func storageAway() async throws {
        let backup = scene.backup()
        let other = LiveID()
        for live in [live, other] { try scene.grow(live, by: 5_000) }
        await backup.flush()
        scene.storage.setFault { _ in .fails(.unavailable) }
        for _ in 0..<3 {
            scene.clock.advance(by: .seconds(600))
            await backup.flush()
            try scene.grow(live, by: 5_000)
        }
        await backup.complete(live)
        await backup.flush()
        #expect(scene.storage.journal == [])
        #expect(scene.storage.refusals > 3)
        #expect(scene.handedOver == [])
        scene.storage.repair()
        await backup.flush()
        #expect(try await scene.copy(live) == scene.contents(live))
        #expect(try await scene.copy(other) == scene.contents(other))
        #expect(scene.handedOver == [live])
    }

    @Test("a node notes once that it has the recording of a live that is over and waits for the storage")
    func announced() async throws {
        let (backup, running, elsewhere) = (scene.backup(), LiveID(), LiveID())
        for live in [live, running] { try scene.grow(live, by: 5_000) }
        scene.storage.setFault { _ in .fails(.unavailable) }
        scene.fail(announcements: 2)
        for live in [live, elsewhere] { await backup.complete(live, mayBeElsewhere: live == elsewhere) }
        try await scene.run(backup, turning: .seconds(10)) {
            if scene.announced == [live], scene.storage.refusals > 10 { scene.storage.repair() }
            return scene.handedOver == [live]
        }
        #expect(scene.announced == [live])
    }

    @Test("a storage that fails between two pieces goes on with the second")
    func halfWay() async throws {
        let backup = scene.backup()
        try scene.grow(live, by: RecordingArchive.largestPiece + 1_000)
        await backup.complete(live)
        scene.storage.setFault { $0.path.hasSuffix("/000000000000.opus") ? .none : .fails(.unavailable) }
        await backup.flush()
        #expect(scene.storage.journal.count == 1)
        scene.storage.repair()
        await backup.flush()
        #expect(scene.storage.journal.count == 2)
        // Not the arrays themselves: a failure would print them.
        let isWhole = try await scene.copy(live) == scene.contents(live)
        #expect(isWhole)
        #expect(scene.handedOver == [live])
    }

    @Test("while the jobs cannot be written, the recording stays sent, and is handed over later")
    func jobsAway() async throws {
        let backup = scene.backup()
        try scene.grow(live, by: 5_000)
        scene.fail(handOvers: 2)
        await backup.complete(live)
        for _ in 0..<2 {
            await backup.flush()
            #expect(scene.handedOver == [])
        }
        await backup.flush()
        #expect(scene.handedOver == [live])
        #expect(scene.storage.journal.count == 1)
    }

    @Test("while the database is away, a live that runs is copied all the same; only its hand-over waits")
    func databaseAway() async throws {
        let backup = scene.backup()
        scene.setDatabaseFault(true)
        for piece in 1...3 {
            try scene.grow(live, by: 5_000)
            await lookTwice(backup)
            #expect(scene.storage.journal.count == piece)
        }
        try scene.grow(live, by: 100)
        await backup.complete(live)
        await lookTwice(backup)
        // By now another node may have handed it over.
        #expect(scene.storage.journal.count == 3)
        #expect(scene.handedOver == [])
        scene.setDatabaseFault(false)
        await backup.flush()
        #expect(try await scene.copy(live) == scene.contents(live))
        #expect(scene.handedOver == [live])
    }

    @Test("a live that ends while a piece is on its way is handed over with all that came since")
    func endMeanwhile() async throws {
        let backup = scene.backup()
        try scene.grow(live, by: 5_000)
        await backup.flush()
        scene.clock.advance(by: .seconds(600))
        scene.storage.setFault { _ in .hangs }
        async let flush: Void = backup.flush()
        try await until { scene.storage.isHanging }
        try scene.grow(live, by: 3_000)
        await backup.complete(live)
        scene.storage.repair()
        await flush
        #expect(scene.handedOver == [live])
        #expect(try await scene.copy(live) == scene.contents(live))
        #expect(try await scene.pieces(live).map(\.count) == [5_000, 3_000])
        #expect(scene.sizes == [live: 8_000])
    }

    @Test("a long recording goes in pieces of 8 MiB")
    func largePieces() async throws {
        let backup = scene.backup()
        try scene.grow(live, by: 2 * RecordingArchive.largestPiece + 1)
        await backup.complete(live)
        await backup.flush()
        let pieces = try await scene.pieces(live)
        #expect(pieces.map(\.count) == [8 << 20, 8 << 20, 1])
        // Not the arrays themselves: a failure would print them.
        let isWhole = try pieces.flatMap(\.self) == scene.contents(live)
        #expect(isWhole)
    }

    // MARK: Restarts

    @Test("after a restart only the rest is sent, and the recordings are handed over that were not")
    func restart() async throws {
        let first = scene.backup()
        let done = LiveID()
        for live in [live, done] { try scene.grow(live, by: 5_000) }
        await first.flush()
        scene.clock.advance(by: .seconds(600))
        await first.flush()
        // The node dies.
        try scene.grow(live, by: 2_000)
        scene.setUnrecorded([live])
        try await scene.run(scene.backup(), leftovers: [done, live]) { !scene.handedOver.isEmpty }
        #expect(scene.handedOver == [live])
        #expect(scene.asked == [[done, live]])
        #expect(try await scene.pieces(live).map(\.count) == [5_000, 2_000])
        #expect(try await scene.copy(live) == scene.contents(live))
    }

    @Test("while the jobs do not say which recordings are left, they are asked again")
    func unansweredQuestion() async throws {
        try scene.grow(live, by: 1_000)
        scene.setUnrecorded([live])
        scene.fail(questions: 3)
        try await scene.run(scene.backup(), leftovers: [live], turning: .seconds(1)) { !scene.handedOver.isEmpty }
        #expect(scene.handedOver == [live])
        #expect(scene.asked == [[live]])
    }

    @Test("a lost live that has no file here is handed over as it was sent by the node that died")
    func lostElsewhere() async throws {
        try await scene.archive.put([1, 2, 3], of: live, at: 0)
        let backup = scene.backup()
        await backup.complete(live)
        await backup.flush()
        #expect(scene.handedOver == [live])
        #expect(scene.sizes == [live: 3])
        #expect(try await scene.copy(live) == [1, 2, 3])
        #expect(scene.storage.journal.count == 1)
    }

    @Test("a live that recorded nothing is handed over without a copy")
    func nothingRecorded() async throws {
        let backup = scene.backup()
        await backup.complete(live)
        await backup.flush()
        #expect(scene.handedOver == [live])
        #expect(scene.sizes == [live: 0])
        #expect(scene.storage.journal == [])
    }

    @Test("a lost live of which nothing was copied waits for the disk of its node")
    func nothingCopied() async throws {
        let backup = scene.backup()
        await backup.complete(live, mayBeElsewhere: true)
        await backup.flush()
        #expect(scene.handedOver == [])

        // The node is back with its disk.
        try scene.grow(live, by: 1_000)
        let restarted = scene.backup()
        await restarted.complete(live, mayBeElsewhere: true)
        await restarted.flush()
        #expect(scene.handedOver == [live])
        #expect(try await scene.copy(live).count == 1_000)
    }

    @Test("what another node has handed over is not sent any more")
    func handedOverElsewhere() async throws {
        try scene.grow(live, by: 1_000)
        scene.handOverElsewhere(live)
        let backup = scene.backup()
        await backup.complete(live)
        for _ in 0..<3 {
            await backup.flush()
            scene.clock.advance(by: .seconds(600))
        }
        #expect(scene.storage.journal == [])
        #expect(scene.handedOver == [])
    }

    @Test("after a restart, what is left of a recording that was handed over stays on this disk")
    func handedOverBefore() async throws {
        try scene.grow(live, by: 1_000)
        let new = LiveID()
        let backup = scene.backup()
        try await scene.run(backup, leftovers: [live], turning: .seconds(10)) {
            if !scene.asked.isEmpty, try await scene.pieces(new).isEmpty { try scene.grow(new, by: 10) }
            return try await !scene.pieces(new).isEmpty
        }
        // A live of this process is sent all the while.
        #expect(try await scene.pieces(live) == [])
        #expect(scene.handedOver == [])
    }

    @Test("a file whose copy was deleted, because nothing needs it any more, is not sent again")
    func released() async throws {
        let backup = scene.backup()
        let other = LiveID()
        for live in [live, other] { try scene.grow(live, by: 1_000) }
        scene.release(live)
        await backup.flush()
        scene.clock.advance(by: .seconds(600))
        await backup.flush()
        #expect(try await scene.pieces(live) == [])
        #expect(try await scene.pieces(other).count == 1)
    }

    @Test("a live that was thought to run at the restart is completed once it is known to be lost")
    func lostAtRestart() async throws {
        try scene.grow(live, by: 1_000)
        let backup = scene.backup()
        var isLost = false
        try await scene.run(backup, leftovers: [live]) {
            if !isLost, !scene.asked.isEmpty {
                isLost = true
                await backup.complete(live)
            }
            return !scene.handedOver.isEmpty
        }
        #expect(try await scene.copy(live) == scene.contents(live))
    }

    // MARK: Files that begin again

    @Test(
        "a file that was removed and begun again follows what was sent of the first, shorter or longer",
        arguments: [1_000, 4_999, 5_000, 5_001, 12_000])
    func begunAgain(size: Int) async throws {
        let backup = scene.backup()
        try scene.grow(live, by: 5_000)
        let first = try scene.contents(live)
        await backup.flush()
        scene.clock.advance(by: .seconds(600))
        await backup.flush()
        try scene.remove(live)
        try scene.grow(live, by: size)
        scene.clock.advance(by: .seconds(600))
        await backup.flush()
        try scene.grow(live, by: 700)
        await backup.complete(live)
        await backup.flush()
        #expect(try await scene.copy(live) == first + scene.contents(live))
        #expect(scene.handedOver == [live])
    }

    @Test(
        "after a restart, too, a file that was begun again follows what was sent of the first, once",
        arguments: [(1_000, 0), (3_000, 1_000), (5_000, 5_000), (12_000, 4_000)])
    func begunAgainBeforeRestart(size: Int, sent: Int) async throws {
        var backup = scene.backup()
        try scene.grow(live, by: 5_000)
        let first = try scene.contents(live)
        await lookTwice(backup)
        try scene.remove(live)
        if sent > 0 {
            try scene.grow(live, by: sent)
            await lookTwice(backup)
        }
        // The node dies. What the process before has written is there, whether it was sent or not.
        if size > sent { try scene.grow(live, by: size - sent) }
        backup = scene.backup()
        await backup.complete(live)
        await backup.flush()
        #expect(try await scene.copy(live) == first + scene.contents(live))
        #expect(scene.handedOver == [live])
    }

    @Test("a file whose end was lost with the power, after it was sent, is not sent once more")
    func shortened() async throws {
        let first = scene.backup()
        try scene.grow(live, by: 9_000)
        let whole = try scene.contents(live)
        await lookTwice(first)
        try scene.shorten(live, to: 8_200)
        let backup = scene.backup()
        await backup.complete(live)
        for _ in 0..<2 { await backup.flush() }
        #expect(try await scene.copy(live) == whole)
        #expect(scene.handedOver == [live])
    }

    @Test(
        "a file whose end was damaged with the power, after it was sent, is not sent once more; what is beyond it is",
        arguments: [0, 3_000])
    func damaged(unsent: Int) async throws {
        let first = scene.backup()
        try scene.grow(live, by: 100_000)
        let sent = try scene.contents(live)
        await lookTwice(first)
        try scene.damage(live, last: 16_000)
        if unsent > 0 { try scene.grow(live, by: unsent) }
        let backup = scene.backup()
        await backup.complete(live)
        for _ in 0..<2 { await backup.flush() }
        // Not the arrays themselves: a failure would print them.
        let isOnce = try await scene.copy(live) == sent + scene.contents(live).suffix(unsent)
        #expect(isOnce)
        #expect(scene.handedOver == [live])
    }

    @Test(
        "in whatever order files grow, are begun again, nodes restart and the storage fails, the copy has each byte once",
        arguments: 1...30 as ClosedRange<UInt64>)
    func anyOrder(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var backup = scene.backup()
        // What was sent of the files that were removed.
        var before: [UInt8] = []
        try scene.grow(live, by: 1_000)
        for _ in 0..<60 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<4: try scene.grow(live, by: .random(in: 200...6_000, using: &random))
            case 4..<8: await lookTwice(backup)
            case 8..<9:
                scene.storage.setFault { _ in .fails(.unavailable) }
                await lookTwice(backup)
                scene.storage.repair()
            case 9..<10:
                before = try await scene.copy(live)
                try scene.remove(live)
                try scene.grow(live, by: .random(in: 200...6_000, using: &random))
            default: backup = scene.backup()
            }
        }
        await backup.complete(live)
        await backup.flush()
        // Not the arrays themselves: a failure would print them.
        let isWhole = try await scene.copy(live) == before + scene.contents(live)
        #expect(isWhole)
        #expect(scene.handedOver == [live])
    }

    /// Lets copies see the files, and send what is new after a period.
    private func lookTwice(_ backup: RecordingBackup) async {
        await backup.flush()
        scene.clock.advance(by: .seconds(600))
        await backup.flush()
    }
}
