import Testing

@testable import RoadWave

@Suite("Prometheus text")
struct PrometheusTextTests {
    @Test("metrics have their help, their type and their values, in a stable order")
    func page() {
        var page = PrometheusText()
        page.add("lives", .gauge, "Lives.", ["": 3])
        page.add(
            "drops", .counter, "Drops.",
            [PrometheusText.labels([("reason", "b")]): 2, PrometheusText.labels([("reason", "a\"\\\n")]): 0.5])
        #expect(
            page.text == """
                # HELP lives Lives.
                # TYPE lives gauge
                lives 3
                # HELP drops Drops.
                # TYPE drops counter
                drops{reason="a\\"\\\\\\n"} 0.5
                drops{reason="b"} 2

                """)
    }
}
