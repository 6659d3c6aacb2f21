internal import HTTPTypes
internal import Hummingbird

/// Health and metrics, for whoever runs the node; apart from the public routes.
struct AdminRoutes<Context: RequestContext>: Sendable {
    let checks: [HealthCheck]
    let metrics: @Sendable () async -> String

    func add(to router: Router<Context>) {
        // Alive is to answer at all: a node that cannot take lives may still finish those it has.
        Resource<Context>().get { _, _ in Response.json(["status": "alive"]) }.route("livez", in: router)
        Resource<Context>().get { _, _ in
            let report = await HealthReport.of(checks)
            return Response.json(report, status: report.ready ? .ok : .serviceUnavailable)
        }.route("readyz", in: router)
        Resource<Context>().get { _, _ in
            Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await metrics())))
        }.route("metrics", in: router)
    }
}
