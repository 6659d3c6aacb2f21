internal import HTTPTypes
internal import Hummingbird

/// Health and metrics for the operator of the node, separate from the public routes. See docs/decisions/api.md,
/// « Health beyond the loopback ».
struct AdminRoutes<Context: RemoteAddressRequestContext>: Sendable {
    let checks: [HealthCheck]
    /// Checks who may read them, except `/livez`; nil if everyone who reaches the port may.
    let gate: Gate?
    let metrics: @Sendable () async -> String

    func add(to router: Router<Context>) {
        // Any response means alive: a node that cannot take lives may still finish its running ones.
        Resource<Context>().get { _, _ in Response.json(["status": "alive"]) }.route("livez", in: router)
        Resource<Context>().get { request, context in
            _ = try await gate?.bearer(of: request, context, for: .administer)
            let report = await HealthReport.of(checks)
            return Response.json(report, status: report.ready ? .ok : .serviceUnavailable)
        }.route("readyz", in: router)
        Resource<Context>().get { request, context in
            _ = try await gate?.bearer(of: request, context, for: .administer)
            return Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await metrics())))
        }.route("metrics", in: router)
    }
}
