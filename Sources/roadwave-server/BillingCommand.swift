import ArgumentParser
import Logging
import RoadWave

/// `roadwave-server billing`: the bytes that caches served, and their cost.
struct BillingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "billing",
        abstract: "Imports the logs of caches, and shows the cost of the listeners of each live.",
        discussion: """
            The sums are in the PostgreSQL of ROADWAVE_POSTGRES_URL, else in the data directory. The view live_costs has one \
            row for each live.
            """,
        subcommands: [Import.self, Show.self, Estimate.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Adds the new lines of logs to the sums, each once.",
            discussion: """
                A log is identified by its first line, not by its name: it may be rotated, copied, compressed with gzip, or \
                imported from two machines. An import that is killed leaves complete transactions; the next one continues.
                """)

        @Argument(
            help: ArgumentHelp(
                "A log, with its rotated logs; a folder of logs; - for standard input.", valueName: "path"))
        var paths: [String]

        @Option(help: ArgumentHelp("Repeats the import at this interval.", valueName: "seconds"))
        var every: Int?

        @OptionGroup var place: DataOption

        func validate() throws {
            guard let every else { return }
            guard (1...86_400).contains(every) else {
                throw ValidationError("'\(every)' cannot be used for --every: expected a number from 1 to 86400")
            }
            guard !paths.contains("-") else {
                throw ValidationError("standard input can be read only once: leave --every out")
            }
        }

        func run() async throws {
            try await BillingCommand.perform(place) { billing in
                guard let every else {
                    let outcome = await billing.importLogs(paths)
                    for line in outcome.lines { print(line) }
                    if let failure = outcome.failure { throw CommandError(message: failure) }
                    return
                }
                while true {
                    let outcome = await billing.importLogs(paths)
                    for line in outcome.lines + (outcome.failure.map { [$0] } ?? []) { StandardOutput.write(line) }
                    // why: the period that the operator asked for.
                    try await Task.sleep(for: .seconds(every))
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Prints the sums of a month, or of a live.",
            discussion: """
                A month is that of ROADWAVE_BILLING_TIME_ZONE. It is open, then provisional for \
                ROADWAVE_BILLING_MONTH_OPEN_HOURS, then final: lines that are imported later are corrections, in rows of their \
                own, with the day of the import. Without --month, --live and --all, it prints the current month.
                """)

        @Option(help: ArgumentHelp("Such as 2026-10.", valueName: "month"))
        var month: String?

        @Option(help: ArgumentHelp("All months of a live.", valueName: "live_id"))
        var live: String?

        @Flag(help: "Prints all months.")
        var all = false

        @Flag(help: "Prints CSV, for invoices.")
        var csv = false

        @OptionGroup var place: DataOption

        func validate() throws {
            if let month, BillingMonth(month) == nil {
                throw ValidationError("'\(month)' is no month: expected one such as 2026-10")
            }
            if let live, LiveID(live) == nil { throw ValidationError("'\(live)' is no live_id") }
        }

        func run() async throws {
            try await BillingCommand.perform(place) { billing in
                let isOneMonth = month == nil && live == nil && !all
                let query = BillingOperation.Query(
                    month: isOneMonth ? billing.currentMonth : month.flatMap { BillingMonth($0) },
                    live: live.flatMap { LiveID($0) }, isCSV: csv)
                try await billing.show(query) { print($0) }
            }
        }
    }

    struct Estimate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "estimate",
            abstract: "Prints the cost of a live: audio payload only, at the configured price.")

        @Option(help: ArgumentHelp("The bit rate of the sound, in kbit/s.", valueName: "kbps"))
        var bitrate = 48

        @Option(help: ArgumentHelp("The number of listeners, for the whole time.", valueName: "n"))
        var listeners = 100

        @Option(help: ArgumentHelp("The duration.", valueName: "seconds"))
        var seconds = 3_600

        func run() async throws {
            let price = try ServerCommand.settings().billing.pricePerGigabyte
            guard
                let estimate = BandwidthEstimate(
                    bitrate: bitrate.multipliedReportingOverflow(by: 1_000).partialValue, listeners: listeners,
                    seconds: seconds, pricePerGigabyte: price), bitrate <= 1_000_000
            else { throw ValidationError("these numbers cannot be used") }
            print("audio payload: \(estimate.bytes) bytes, \(estimate.cost) EUR at \(price) EUR for a GB")
        }
    }

    private static func perform(
        _ place: DataOption, _ body: (BillingOperation) async throws -> Void
    ) async throws {
        let settings = try place.settings()
        do {
            let billing = try await BillingOperation.open(settings, logger: Logger(label: "roadwave"))
            do {
                try await body(billing)
            } catch {
                await billing.close()
                throw error
            }
            await billing.close()
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(message: "\(error)")
        }
    }
}
