import Testing

@testable import StepDefinitions

/// What Linux says of a process, read.
@Suite("Process sightings")
struct ProcessSightingTests {
    private static let map = """
        7f51a3000000-7f51a3020000 r--p 00000000 fe:00 100                      /usr/lib/x86_64-linux-gnu/libavcodec.so.59.37.100
        Size:                128 kB
        Rss:                 128 kB
        VmFlags: rd mr mw me
        7f51a3020000-7f51a3400000 r-xp 00020000 fe:00 100                      /usr/lib/x86_64-linux-gnu/libavcodec.so.59.37.100
        Size:               3968 kB
        Rss:                 192 kB
        VmFlags: rd ex mr mw me
        7f51a3400000-7f51a3500000 r-xp 00000000 fe:00 101                      /usr/lib/x86_64-linux-gnu/libmp3lame.so.0.0.0
        Size:               1024 kB
        Rss:                  64 kB
        7f51a3600000-7f51a3700000 rw-p 00000000 00:00 0
        Rss:                 900 kB
        """

    @Test("the code of a library is what of it is in memory, its data left out")
    func code() {
        let seen = ProcessSighting(map: Self.map, state: "")
        #expect(seen.code(of: "libavcodec") == 192)
        #expect(seen.code(of: "libmp3lame") == 64)
        #expect(seen.code(of: "libavformat") == 0 && seen.code(of: "libav") == 0)
        #expect(seen.version(of: "libavcodec") == "59.37.100")
        #expect(seen.version(of: "libavformat") == nil)
    }

    @Test("the processor time is that of user and system, whatever the name of the program has in it")
    func time() {
        let state = "4321 (a (strange) name) S 1 2 3 0 -1 4194304 98 0 0 0 150 25 7 8 20 0 1 0 3744642 3133440 372"
        #expect(ProcessSighting(map: "", state: state).processorTime == 1.75)
        #expect(ProcessSighting(map: "", state: "").processorTime == 0)
    }

    @Test("a process that does not exist is not seen")
    func absent() {
        #expect(ProcessSighting(of: -1) == nil)
        #expect(ProcessSighting.children(of: -1).isEmpty)
    }
}

/// What encoders write of themselves.
@Suite("Encoder marks")
struct EncoderMarkTests {
    @Test("a version stands behind the name, or there is none")
    func versions() {
        let bytes = [0, 7] + Array("Lavc59.37.100".utf8) + [0] + Array("LAME".utf8)
        #expect(EncoderMark.version(of: "Lavc", in: bytes) == "59.37.100")
        #expect(EncoderMark.version(of: "LAME", in: bytes) == nil)
        #expect(EncoderMark.version(of: "Xing", in: bytes) == nil)
        #expect(EncoderMark.version(of: "Lavc", in: []) == nil)
    }
}

/// In which transactions the database wrote an end and a job.
@Suite("End transactions")
struct EndTransactionsTests {
    @Test("ends and jobs are told apart, in order")
    func rows() {
        let seen = EndTransactions(["end\t740", "job\t740", "end\t752", "odd"])
        #expect(seen.ends == ["740", "752"])
        #expect(seen.jobs == ["740"])
    }
}
