import Foundation
import RoadWave

extension UnusedVariable {
    /// The variables of this process that have no effect, to be reported.
    /// - Throws: `CommandError` with the first one that stops the start of a node.
    static func checked() throws(CommandError) -> [UnusedVariable] {
        let unused = among(ProcessInfo.processInfo.environment.keys)
        if let variable = unused.first(where: \.stopsStart) { throw CommandError(message: variable.description) }
        return unused
    }
}
