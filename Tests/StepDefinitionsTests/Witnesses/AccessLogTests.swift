import Testing

@testable import StepDefinitions

/// The logs of the cache and of the storage, read.
@Suite("Access logs")
struct AccessLogTests {
    @Test("a line that NGINX is still writing is left out")
    func cacheLog() {
        let line = { (path: String, cache: String, storage: String) in
            #"{"at":1795370711.179,"method":"GET","path":"\#(path)","status":200,"bytes":538,"body":72,"#
                + #""length":"72","complete":"OK","cache":"\#(cache)","#
                + #""storage":"\#(storage)","seconds":0.003}"#
        }
        let log = CacheLog(
            line("/lives/a/1.ts", "MISS", "200") + "\n" + line("/lives/a/1.ts", "HIT", "") + "\n"
                + line("/lives/b/1.ts", "HIT", "") + "\n{\"at\":17953")
        #expect(log.entries.count == 3)
        #expect(log.requests(for: "/lives/a/1.ts").map(\.cache) == ["MISS", "HIT"])
        #expect(log.requests(below: "/lives/a/").count == 2)
        #expect(log.after(2).entries.map(\.path) == ["/lives/b/1.ts"])
    }

    @Test("only reads of the object itself are its reads")
    func storageLog() {
        let log = StorageLog(
            """
            PUT /bucket/lives/a/1.ts 200
            GET /v1/AUTH_test/bucket/lives/a/1.ts 200
            HEAD /v1/AUTH_test/bucket/lives/a/1.ts 200
            GET /v1/AUTH_test/bucket/lives/a/10.ts 404
            DELETE /v1/AUTH_test/bucket/lives/a/1.ts 204
            not a line
            """)
        #expect(log.entries.count == 5)
        #expect(log.reads(of: "/v1/AUTH_test/bucket/lives/a/1.ts").map(\.method) == ["GET", "HEAD"])
        #expect(log.reads(below: "/v1/AUTH_test/bucket/lives/a/").count == 3)
        #expect(log.after(4).entries.map(\.method) == ["DELETE"])
    }

    @Test("writes are those that the storage confirmed, in order, of one bucket and one folder")
    func storageWrites() {
        let log = StorageLog(
            """
            PUT /bucket/replays/a/mp3/0.ts 200
            PUT /bucket/replays/a/mp3/1.ts 503
            PUT /bucket/replays/a/mp3/1.ts 200
            PUT /bucket-copies/replays/a/mp3/2.ts 200
            PUT /bucket/replays/b/mp3/0.ts 200
            DELETE /bucket/replays/a/replay.mp3 204
            PUT /v1/AUTH_test/bucket/replays/a/replay.mp3 201
            """)
        #expect(log.writes(below: "/replays/a/", in: "bucket") == ["mp3/0.ts", "mp3/1.ts", "replay.mp3"])
        #expect(log.writes(below: "/replays/a/mp3/", in: "bucket") == ["0.ts", "1.ts"])
    }
}
