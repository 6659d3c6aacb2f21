import ArgumentParser
import Configuration
import Foundation
import RoadWave

/// `roadwave-server config`: prints every setting with its value.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Prints every setting with its value.",
        discussion: """
            The settings come from the environment, and have their defaults elsewhere, as for 'serve'. One line for each: \
            NAME=VALUE, or '# NAME=' for a setting without a value. Passwords and secrets are not printed.

            The exit code is 1, after one line on standard error, when a setting cannot be used or a variable is \
            misspelt: 'serve' would not start.
            """)

    func run() throws {
        for variable in try UnusedVariable.checked() {
            FileHandle.standardError.write(Data("\(variable)\n".utf8))
        }
        let settings: NodeConfiguration
        do throws(ConfigurationError) {
            settings = try NodeConfiguration(reader: ConfigReader(provider: EnvironmentVariablesProvider()))
        } catch {
            throw CommandError(message: "\(error)")
        }
        for key in NodeConfiguration.Key.allCases {
            print(settings.value(of: key).map { "\(key.rawValue)=\($0)" } ?? "# \(key.rawValue)=")
        }
    }
}
