internal import Foundation
internal import RoadWaveTestServices

/// A change in the manifests of Kubernetes: a sabotage of reality, never part of a true run.
struct ManifestAlteration: Sendable {
    private let change: @Sendable (_ lines: [Substring]) -> [Substring]

    /// The pod of a node has another restart policy; none when nil.
    static func restartPolicy(_ policy: String?) -> ManifestAlteration {
        ManifestAlteration { lines in
            lines.compactMap { line in
                guard line.drop(while: { $0 == " " }).hasPrefix("restartPolicy:") else { return line }
                return policy.map { "\(line.prefix { $0 != ":" }): \($0)" }
            }
        }
    }

    /// The container of a node lacks a probe.
    static func without(_ probe: PodRules.ProbeKind) -> ManifestAlteration {
        ManifestAlteration { lines in
            let block = range(of: probe, in: lines)
            return Array(lines[..<block.lowerBound] + lines[block.upperBound...])
        }
    }

    /// A probe asks for a page that no node has.
    static func asksForNothing(_ probe: PodRules.ProbeKind) -> ManifestAlteration {
        ManifestAlteration { lines in
            var lines = lines
            for index in range(of: probe, in: lines) {
                lines[index] = Substring(lines[index].replacing(/path: [^,]+/, with: "path: /rien"))
            }
            return lines
        }
    }

    /// Writes the manifests of the project, altered, into `folder`.
    /// - Returns: the folder of the altered ones.
    /// - Throws: when nothing would be altered: the sabotage would be none.
    func write(in folder: String) throws -> String {
        let copy = folder + "/kubernetes"
        try FileManager.default.copyItem(atPath: PodRules.manifests, toPath: copy)
        let path = copy + "/ingest.yaml"
        let original = try String(contentsOfFile: path, encoding: .utf8)
        let altered = change(original.split(separator: "\n", omittingEmptySubsequences: false)).joined(separator: "\n")
        guard altered != original else { throw DriverError("les manifests de Kubernetes n'ont plus ce texte") }
        try altered.write(toFile: path, atomically: true, encoding: .utf8)
        return copy
    }

    /// The lines of a probe: its name, and all that stands further to the right below it. None where there is none.
    private static func range(of probe: PodRules.ProbeKind, in lines: [Substring]) -> Range<Int> {
        func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
        guard let start = lines.firstIndex(where: { $0.dropFirst(indent($0)) == "\(probe.rawValue):" }) else {
            return 0..<0
        }
        let end = lines[(start + 1)...].firstIndex { indent($0) <= indent(lines[start]) } ?? lines.endIndex
        return start..<end
    }
}
