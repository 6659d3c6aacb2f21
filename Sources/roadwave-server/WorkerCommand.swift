import ArgumentParser
import Configuration
import Logging
import RoadWave
import ServiceLifecycle
import UnixSignals

/// `roadwave-server worker`: makes replays until SIGTERM or SIGINT.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Makes the replays of lives that are over.",
        discussion: """
            Takes the jobs of the Redis of ROADWAVE_REDIS_URL, reads the recordings from the secondary storage \
            (ROADWAVE_S3_SECONDARY_ENDPOINT and so on), stores the replays in S3 (ROADWAVE_S3_ENDPOINT and so on) and \
            publishes them in the PostgreSQL of ROADWAVE_POSTGRES_URL. Any number of workers may run, on any machine; what \
            is not configured is the directory of ROADWAVE_DATA, for a worker beside a node.

            When it takes jobs it prints 'ready worker=NAME' on standard output, then a line for each step of progress; it \
            logs on standard error. On SIGTERM and SIGINT it gives its jobs back within 5 seconds; another worker does \
            them. A worker that is killed loses nothing either: its jobs are taken over after a minute.
            """)

    @Option(help: ArgumentHelp("How many replays are made side by side; each keeps two cores busy.", valueName: "n"))
    var concurrency = 1

    func validate() throws {
        guard (1...64).contains(concurrency) else {
            throw ValidationError("'\(concurrency)' cannot be used for --concurrency: expected a number from 1 to 64")
        }
    }

    func run() async throws {
        let unused = try UnusedVariable.checked()
        let settings: NodeConfiguration
        do throws(ConfigurationError) {
            settings = try NodeConfiguration(reader: ConfigReader(provider: EnvironmentVariablesProvider()))
        } catch {
            throw CommandError(message: error.description)
        }
        ProcessLog.begin(settings.log)
        let logger = Logger(label: "roadwave")
        for variable in unused { logger.warning("\(variable)") }
        let worker = WorkerProcess(configuration: settings, concurrency: concurrency, logger: logger) { name in
            StandardOutput.write("ready worker=\(name)")
        } report: { progress in
            let rest = progress.remainingSeconds.map { ", \($0) s left" } ?? ""
            StandardOutput.write("\(progress.live) \(progress.stage) \(progress.percent) %\(rest)")
        }
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: WorkerService(worker: worker), successTerminationBehavior: .gracefullyShutdownGroup)
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await services.run()
        } catch let error as RoadWaveError {
            throw CommandError(message: error.description)
        }
    }
}

/// The worker as the one service of its process.
private struct WorkerService: Service {
    let worker: WorkerProcess

    func run() async throws { try await worker.run() }
}
