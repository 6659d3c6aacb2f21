internal import HTTPTypes
internal import Hummingbird

/// The pages of creators, listeners and operators, and their files: no framework, nothing from other servers.
///
/// The files are the same for all users. The pages get the data of a live from the same routes as any other client.
/// See docs/decisions/pages.md, « Plain files ».
struct PageRoutes<Context: RequestContext>: Sendable {
    private let settings: PageSettings
    private let reading: PageSecurity
    private let listening: PageSecurity
    private let replaying: PageSecurity
    private let publishing: PageSecurity

    /// - Parameters:
    ///   - mediaBase: the root of the media URLs, if the node does not serve the media.
    ///   - nodes: the root URLs of the nodes that may run a live.
    init(_ settings: PageSettings, mediaBase: String?, nodes: [String]) {
        func security(_ capabilities: Set<PageSecurity.Capability>) -> PageSecurity {
            PageSecurity(
                allowing: capabilities, mediaBase: mediaBase,
                nodes: [settings.publicURL].compactMap(\.self) + nodes)
        }
        self.settings = settings
        reading = security([])
        listening = security([.autoplay, .geolocation])
        // A source that fails is replaced while nobody touches the page.
        replaying = security([.autoplay])
        publishing = security([.microphone, .screenWakeLock])
    }

    func add(to router: Router<Context>) {
        Resource<Context>().get { request, _ in answer(.index, reading, request) }.route("/", in: router)
        Resource<Context>().get { request, _ in answer(.studio, publishing, request) }.route("studio", in: router)
        Resource<Context>().get { request, context in
            answer(.listener, listening, request, status: status(ofLiveIn: context))
        }.route("ecouter/{id}", in: router)
        Resource<Context>().get { request, context in
            answer(.replay, replaying, request, status: status(ofLiveIn: context))
        }.route("reecouter/{id}", in: router)
        // The page needs no token: the routes that it reads do.
        Resource<Context>().get { request, _ in answer(.operations, reading, request) }
            .route("exploitation", in: router)
        Resource<Context>().get { request, _ in answer(.description, reading, request) }
            .route("openapi.yaml", in: router)
        Resource<Context>().get { _, _ in
            var response = Response.json(settings)
            response.headers[.cacheControl] = "no-store"
            return response
        }.route("pages/settings.json", in: router)
        Resource<Context>().get { request, context in
            guard let file = context.parameters.get("name").flatMap({ PageAsset.files[$0] }) else {
                throw Problem.notFound
            }
            return answer(file, reading, request)
        }.route("pages/{name}", in: router)
    }

    /// The page itself reports, in French, that there is no such live; the status is for programs.
    private func status(ofLiveIn context: Context) -> HTTPResponse.Status {
        context.parameters.get("id").flatMap { LiveID($0) } != nil ? .ok : .notFound
    }

    /// A file, or 304 if the browser has it already.
    private func answer(
        _ asset: PageAsset, _ security: PageSecurity, _ request: Request, status: HTTPResponse.Status = .ok
    ) -> Response {
        var headers = security.headers
        headers[.eTag] = asset.entityTag
        // The browser revalidates each time, so after an upgrade no page uses an old script.
        headers[.cacheControl] = "no-cache"
        if let condition = request.headers[.ifNoneMatch], EntityTags(condition).containsWeakly(asset.entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = asset.contentType
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
