import Foundation
import Testing

@testable import roadwave_bench

@Suite("The bench of audiences")
struct AudienceBenchTests {
    @Test("the calls of the most frequent script are found in the output of MONITOR")
    func commonest() {
        let calls = MonitoredCalls(lines: [
            "OK",
            #"1796038140.7 [0 127.0.0.1:53672] "evalsha" "aa" "2" "live:1:x" "b" "u \"v\"""#,
            #"1796038140.8 [0 lua] "ZADD" "live:1:x" "1" "b""#,
            #"1796038140.8 [0 127.0.0.1:53672] "EVALSHA" "bb" "0""#,
            #"1796038140.9 [0 unix:/tmp/r.sock] "evalsha" "aa" "2" "live:2:x" "c" "w""#,
            #"1796038141.0 [0 127.0.0.1:53672] "publish" "nodes:events" "evalsha""#,
        ])
        #expect(
            calls.commonest == [
                ["evalsha", "aa", "2", "live:2:x", "c", "w"], ["evalsha", "aa", "2", "live:1:x", "b", "u \"v\""],
            ])
    }

    @Test("a stretch of MONITOR without scripts has none")
    func none() {
        #expect(MonitoredCalls(lines: ["OK", #"1.0 [0 127.0.0.1:1] "ping""#, "\""]).commonest.isEmpty)
    }

    @Test("the rate is read from the CSV of redis-benchmark, even if the command contains separators")
    func rate() throws {
        let header = #""test","rps","avg_latency_ms","min_latency_ms""#
        #expect(
            try RedisBenchmark.perSecond(csv: [header, #""evalsha aa 1","25839.79","1.820","0.248""#]) == 25_839.79)
        #expect(try RedisBenchmark.perSecond(csv: [header, #""evalsha "," x","7.5","1.820","0.248""#]) == 7.5)
        #expect(throws: BenchError.self) { try RedisBenchmark.perSecond(csv: [header]) }
        #expect(throws: BenchError.self) { try RedisBenchmark.perSecond(csv: [header, #""evalsha","no","1","2""#]) }
    }

    @Test(
        "a rate holds if every request is answered, in time, and as many as were due",
        arguments: [
            (0, 20.0, 50_000, true), (1, 20.0, 50_000, false), (0, 20.1, 50_000, false), (0, 1.0, 48_000, false),
        ])
    func holds(refused: Int, p99: Double, beats: Int, isHeld: Bool) throws {
        let report = try BeatReport(
            json: """
                {"seconds":10,"beats":\(beats),"changes":0,"refused":\(refused),"beatP50":1,"beatP99":\(p99),\
                "beatMaximum":30,"changeP99":2}
                """)
        #expect(report.holds(5_000) == isHeld)
    }

    @Test(
        "counts are exact if the load, the server and Redis agree",
        arguments: [(3, 3, true), (2, 3, false), (3, 2, false), (nil, 3, false), (3, nil, false)]
            as [(
                Int?, Int?, Bool
            )])
    func exact(told: Int?, redis: Int?, isExact: Bool) {
        var count = LiveCount(live: "a", present: 3, told: told)
        count.redis = redis
        #expect(count.isExact == isExact)
    }
}
