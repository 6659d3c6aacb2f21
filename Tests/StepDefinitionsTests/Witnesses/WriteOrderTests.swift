import Testing

@testable import StepDefinitions

/// What the storage's log says of segments and playlists.
@Suite("Write order")
struct WriteOrderTests {
    @Test("a playlist after each segment is in order, two segments before one playlist too")
    func inOrder() {
        let order = WriteOrder(["0.ts", "media.m3u8", "1.ts", "2.ts", "media.m3u8", "media.m3u8"])
        #expect(order.early == 0)
        #expect(order.segments == [0, 1, 2])
        #expect(order.missing(upTo: 3) == [3])
    }

    @Test("a playlist before its segment is early")
    func early() {
        #expect(WriteOrder(["media.m3u8", "0.ts", "media.m3u8", "1.ts"]).early == 2)
    }

    @Test("writes are told by bucket and folder, however the storage was asked, those that failed are not")
    func writes() {
        let log = StorageLog(
            """
            PUT /bucket/lives/a/48k/0.ts 200
            PUT /v1/AUTH_test/bucket/lives/a/48k/media.m3u8 201
            PUT /bucket/lives/a/48k/1.ts 503
            PUT /bucket/lives/a/96k/1.ts 200
            GET /bucket/lives/a/48k/0.ts 200
            """)
        #expect(log.writes(below: "/lives/a/48k/", in: "bucket") == ["0.ts", "media.m3u8"])
    }
}
