import ArgumentParser
import Logging
import RoadWave

/// `roadwave-server jobs`: the jobs of replays, for operators.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Shows, retries and drops the jobs of replays.",
        discussion: """
            The outcomes are published, silent (nothing is to be heard), unsupported, damaged, failed and dropped; a job that \
            is not over is recording, queued or working. They are in the PostgreSQL of ROADWAVE_POSTGRES_URL, else in the \
            data directory.
            """,
        subcommands: [List.self, Retry.self, Drop.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Prints jobs, newest first: live, state, progress, failures, worker, reason.",
            discussion: """
                'interrupted' is the date when a job was last given back, or failed, and 'reason' says why. It is gone once \
                the job has an outcome.
                """)

        @Option(help: ArgumentHelp("Only jobs in this state; may be repeated.", valueName: "state"))
        var state: [String] = []

        @Option(help: ArgumentHelp("The most lines.", valueName: "n"))
        var limit = 100

        @OptionGroup var place: DataOption

        func validate() throws {
            let known = ReplayOperations.stateNames
            for name in state where !known.contains(name) {
                throw ValidationError("'\(name)' is no state: expected \(known.joined(separator: ", "))")
            }
            guard (1...100_000).contains(limit) else {
                throw ValidationError("'\(limit)' cannot be used for --limit: expected a number from 1 to 100000")
            }
        }

        func run() async throws {
            try await JobsCommand.perform(place) { jobs in
                let found = try await jobs.list(states: state, limit: limit)
                for job in found { print(job) }
                if found.isEmpty { print("no jobs") }
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry", abstract: "Lets jobs that are over, and have no replay, begin again.")

        @Argument(help: ArgumentHelp("The lives of the jobs.", valueName: "live_id"))
        var lives: [String]

        @OptionGroup var place: DataOption

        func run() async throws {
            try await JobsCommand.change(lives, in: place, "waits again", otherwise: "not retried") { jobs, live in
                try await jobs.retry(live)
            }
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drop", abstract: "Gives jobs up that no worker has: their recordings may be deleted.")

        @Argument(help: ArgumentHelp("The lives of the jobs.", valueName: "live_id"))
        var lives: [String]

        @OptionGroup var place: DataOption

        func run() async throws {
            try await JobsCommand.change(lives, in: place, "is dropped", otherwise: "not dropped") { jobs, live in
                try await jobs.drop(live)
            }
        }
    }

    /// Changes one job after another; a job that cannot be changed makes the exit code 1.
    /// - Parameter body: returns why the job cannot be changed.
    private static func change(
        _ lives: [String], in place: DataOption, _ done: String, otherwise refusal: String,
        _ body: (ReplayOperations, String) async throws -> String?
    ) async throws {
        try await perform(place) { jobs in
            var refused: [String] = []
            for live in lives {
                guard let reason = try await body(jobs, live) else {
                    print("\(live) \(done)")
                    continue
                }
                print("\(live) \(refusal): \(reason)")
                refused.append(live)
            }
            guard refused.isEmpty else {
                throw CommandError(message: "\(refusal): \(refused.joined(separator: ", "))")
            }
        }
    }

    private static func perform(_ place: DataOption, _ body: (ReplayOperations) async throws -> Void) async throws {
        let settings = try place.settings()
        do {
            let jobs = try await ReplayOperations.open(settings, logger: Logger(label: "roadwave"))
            do {
                try await body(jobs)
            } catch {
                await jobs.close()
                throw error
            }
            await jobs.close()
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(message: "\(error)")
        }
    }
}
