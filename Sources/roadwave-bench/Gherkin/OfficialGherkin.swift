internal import Foundation

/// The same measurement of PyPI's `gherkin-official`, in the Python that `ROADWAVE_PYTHON` names.
enum OfficialGherkin {
    static func measure(_ feature: URL) throws -> ParserFigures {
        guard let python = ProcessInfo.processInfo.environment["ROADWAVE_PYTHON"] else {
            throw BenchError("ROADWAVE_PYTHON is not set")
        }
        return try ParserFigures.measured(
            by: URL(filePath: python), ["-c", program, feature.path(percentEncoded: false)])
    }

    /// Reading the file is measured on neither side.
    private static let program = """
        import json, sys, time
        from gherkin.parser import Parser
        from gherkin.pickles.compiler import Compiler
        text = open(sys.argv[1], encoding="utf-8").read()
        start = time.perf_counter()
        document = Parser().parse(text)
        document["uri"] = sys.argv[1]
        pickles = Compiler().compile(document)
        seconds = time.perf_counter() - start
        peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
        print(json.dumps({"seconds": seconds, "peakKilobytes": int(peak), "pickles": len(pickles),
                          "steps": sum(len(pickle["steps"]) for pickle in pickles)}))
        """
}
