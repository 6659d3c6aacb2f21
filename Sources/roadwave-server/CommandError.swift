/// Ends the program with its one line on standard error and exit code 1.
struct CommandError: Error, CustomStringConvertible {
    var message: String

    var description: String { message }
}
