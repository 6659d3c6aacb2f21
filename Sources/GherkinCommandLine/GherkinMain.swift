internal import Foundation
public import Gherkin

/// The `gherkin-run` command line for the steps of one project.
///
/// ```swift
/// @main
/// struct BakerySpecification: GherkinMain {
///     static let library = StepLibrary(makeWorld: Bakery.init) { bakerySteps }
///     static let language = ReportLanguage.english
/// }
/// ```
///
/// See docs/decisions/runner.md, « A command line for every project ».
///
/// The executable then has the commands `run` (the default), `parse`, `mutate` and `steps`, their options and their exit
/// codes.
public protocol GherkinMain: SendableMetatype {
    /// The world in which the steps act.
    associatedtype World: Sendable
    /// The steps.
    static var library: StepLibrary<World> { get }
    /// The language of reports and errors when `--lang` names none; French unless told otherwise.
    static var language: ReportLanguage { get }
    /// What the project adds to `run --help`: variables that its steps read, say. Nothing unless told otherwise.
    static var runNotes: String { get }
}

extension GherkinMain {
    /// French.
    public static var language: ReportLanguage { .french }

    /// Nothing.
    public static var runNotes: String { "" }

    /// Reads the command line, runs the command, and ends the process with its code.
    public static func main() async {
        await GherkinCommand<Self>.start()
    }

    /// The name under which the command was started.
    static var commandName: String {
        URL(fileURLWithPath: CommandLine.arguments.first ?? "gherkin-run").lastPathComponent
    }
}
