import Foundation
import Gherkin
import Testing

/// What the reports say.
@Suite("Reports")
struct ReportFormatTests {
    private var steps: StepLibrary<Journal> {
        library(Journal()) {
            EtantDonne("une étape réussie") { _ in }
            Alors("les segments durent {int} s") { (_, check, seconds: Int) in
                for duration in [1.98, 2, 2.02] {
                    try check("durée du segment", duration, .approximately(seconds, tolerance: 0.022), unit: "s")
                }
                check.evidence("3 segments lus")
            }
            Alors("<tout> va bien & \"mieux\"") { _, _ in throw Broken() }
        }
    }

    @Test("measures of one label are one line: the least, the greatest, how many")
    func groupedMeasures() async throws {
        let outcome = try await run(feature("Alors les segments durent 2 s"), with: steps)
        #expect(
            outcome.output.contains(
                "durée du segment : mesuré 1,98 à 2,02 s (3 mesures), attendu 2 s ± 0,022"))
        #expect(outcome.output.contains("3 segments lus"))
    }

    @Test("the report speaks English when asked to")
    func english() async throws {
        let outcome = try await run(feature("Alors les segments durent 3 s"), with: steps) {
            $0.selection.language = .english
        }
        #expect(outcome.output.contains("durée du segment: measured 1.98 s, expected 3 s ± 0.022"))
        #expect(outcome.output.contains("1 scenario (1 failed)"))
    }

    @Test("an undefined step is told with the nearest defined one")
    func nearest() async throws {
        let outcome = try await run(feature("Alors les segments dure 2 s"), with: steps)
        #expect(outcome.output.contains("vouliez-vous dire : les segments durent {int} s"))
    }

    @Test("the short report has a character for each step")
    func progress() async throws {
        let outcome = try await run(
            feature("Étant donné une étape réussie", "Et rien de tel", "Et une étape réussie"), with: steps
        ) { $0.formats = [FormatRequest(.progress)] }
        #expect(outcome.output.hasPrefix(".U-\n"))
        #expect(outcome.output.contains("1 scénario (1 non défini)"))
    }

    @Test("JUnit's XML is well-formed and counts what the run strictly counts")
    func junit() async throws {
        let text =
            feature("Étant donné une étape réussie", "Et <tout> va bien & \"mieux\"")
            + "  Scénario: deux\n    Étant donné rien de tel\n"
        let outcome = try await run(text, with: steps) {
            $0.formats = [FormatRequest(.junit)]
            $0.execution.strict = false
        }
        #expect(outcome.output.contains("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\""))
        #expect(outcome.output.contains("&lt;tout&gt; va bien &amp; &quot;mieux&quot;"))
        #expect(outcome.output.contains("message=\"Broken : c'est cassé\""))
        let tags = outcome.output.matches(of: /<(\/?)([a-z-]+)[^>]*?(\/?)>/)
        var open: [Substring] = []
        for tag in tags where tag.3.isEmpty {
            if tag.1.isEmpty { open.append(tag.2) } else { #expect(open.popLast() == tag.2) }
        }
        #expect(open.isEmpty)
    }

    @Test("several reports are written at once, each to its place")
    func several() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rapports-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("profond/messages.ndjson").path
        let outcome = try await run(feature("Étant donné une étape réussie"), with: steps) {
            $0.formats = [FormatRequest(.progress), FormatRequest(.message, path: file)]
        }
        #expect(outcome.code == .success)
        #expect(outcome.output.hasPrefix("."))
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("\"testRunFinished\""))
    }

    @Test("the steps of parallel scenarios are not mixed")
    func parallel() async throws {
        let scenarios = (0..<8).map { "  Scénario: n\($0)\n    Étant donné l'étape \($0)\n    Et l'étape \($0)\n" }
        let slow = library(Journal()) {
            EtantDonne("l'étape {int}") { (_, _: Int) in for _ in 0..<10 { await Task.yield() } }
        }
        let outcome = try await run(
            "# language: fr\nFonctionnalité: essai\n" + scenarios.joined(), with: slow
        ) { $0.execution.parallel = 4 }
        // A slow machine shows how long a step took.
        let output = outcome.output.replacing(/\ {2}\d+(?:,\d+)? m?s\n/, with: "\n")
        for number in 0..<8 {
            let block = "\n    ✔ Étant donné l'étape \(number)\n    ✔ Et l'étape \(number)\n"
            #expect(output.contains(block))
        }
    }
}
