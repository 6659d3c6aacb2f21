internal import HTTPTypes
internal import Hummingbird
internal import RoadWaveMedia

/// Serves playlists and segments from the object storage, if no cache stands before the node.
///
/// The path of a URL is the key of the object, so that a cache can read the same objects directly from the storage. See
/// docs/decisions/api.md, « Media is not rate-limited ». See docs/decisions/api.md, « Media behind a cache ».
struct MediaRoutes<Context: RequestContext>: Sendable {
    let storage: any ObjectStorage

    /// How much of a large object is in memory at once, for each reader.
    private static var pieceSize: Int { 512 << 10 }

    func add(to router: Router<Context>) {
        Resource<Context>().get { request, context in
            try await serve(try live(context).masterPlaylist, request)
        }.route("lives/{id}/master.m3u8", in: router)
        Resource<Context>().get { request, context in
            try await serve(try live(context).mediaPlaylist(try rendition(context)), request)
        }.route("lives/{id}/{rendition}/media.m3u8", in: router)
        Resource<Context>().get { request, context in
            try await serve(try live(context).segment(try sequence(context), try rendition(context)), request)
        }.route("lives/{id}/{rendition}/{sequence}.ts", in: router)
        addReplays(to: router)
    }

    private func addReplays(to router: Router<Context>) {
        for rendition in ReplayRendition.allCases {
            let master = rendition == .mp3 ? "master.m3u8" : "master-aac.m3u8"
            Resource<Context>().get { request, context in
                try await serve(try replay(context).masterPlaylist(rendition), request)
            }.route("replays/{id}/\(master)", in: router)
            Resource<Context>().get { request, context in
                try await serve(try replay(context).mediaPlaylist(rendition), request)
            }.route("replays/{id}/\(rendition.rawValue)/media.m3u8", in: router)
            Resource<Context>().get { request, context in
                try await serve(try replay(context).segment(try sequence(context), rendition), request)
            }.route("replays/{id}/\(rendition.rawValue)/{sequence}.ts", in: router)
        }
        Resource<Context>().get { request, context in
            try await serve(try replay(context).mp3, request)
        }.route("replays/{id}/replay.mp3", in: router)
        Resource<Context>().get { request, context in
            try await serve(try replay(context).waveform, request)
        }.route("replays/{id}/waveform.json", in: router)
    }

    private func replay(_ context: Context) throws(Problem) -> ReplayKeys {
        guard let id = context.parameters.get("id").flatMap({ LiveID($0) }), let keys = try? ReplayKeys(id) else {
            throw Problem.replayNotFound
        }
        return keys
    }

    private func live(_ context: Context) throws(Problem) -> BroadcastKeys {
        guard let id = context.parameters.get("id").flatMap({ LiveID($0) }),
            let keys = try? BroadcastKeys(liveID: id.description)
        else { throw Problem.liveNotFound }
        return keys
    }

    private func rendition(_ context: Context) throws(Problem) -> Rendition {
        guard let rendition = context.parameters.get("rendition").flatMap({ try? Rendition(name: $0) }) else {
            throw Problem.mediaNotFound
        }
        return rendition
    }

    /// A number in its canonical form only: a cache would keep two URLs of one segment as two objects.
    private func sequence(_ context: Context) throws(Problem) -> Int {
        guard let text = context.parameters.get("sequence"), let number = Int(text), number >= 0, "\(number)" == text
        else { throw Problem.mediaNotFound }
        return number
    }

    private func serve(_ key: ObjectKey, _ request: Request) async throws(Problem) -> Response {
        do {
            if key.fileExtension == "mp3" { return try await file(key, request) }
            // A plain GET, as players send it, causes one request to the storage.
            guard request.method == .head || Self.isConditional(request) else { return try await whole(key) }
            let metadata = try await storage.head(key)
            let tag = "\"\(metadata.entityTag)\""
            if Precondition(request.headers).isUnchanged(tag: tag, modified: metadata.lastModified) {
                return Response(status: .notModified, headers: Self.headers(metadata, tag))
            }
            if request.method == .head {
                var headers = Self.headers(metadata, tag)
                headers[.contentLength] = "\(metadata.size)"
                return Response(status: .ok, headers: headers)
            }
            return try await content(key, metadata, tag, request)
        } catch let problem as Problem {
            throw problem
        } catch let error as StorageError where !error.isTransient {
            throw Problem.mediaNotFound
        } catch {
            throw Problem.storageUnavailable
        }
    }

    /// The response about an object of hundreds of megabytes: it is read and sent in pieces.
    private func file(_ key: ObjectKey, _ request: Request) async throws -> Response {
        let metadata = try await storage.head(key)
        let tag = "\"\(metadata.entityTag)\""
        var headers = Self.headers(metadata, tag)
        if Precondition(request.headers).isUnchanged(tag: tag, modified: metadata.lastModified) {
            return Response(status: .notModified, headers: headers)
        }
        var (status, part) = (HTTPResponse.Status.ok, 0..<metadata.size)
        if let range = Self.range(request, tag) {
            guard let bytes = range.resolve(size: metadata.size) else {
                throw Problem.rangeNotSatisfiable(size: metadata.size)
            }
            (status, part) = (.partialContent, bytes)
            headers[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(metadata.size)"
        }
        if request.method == .head {
            headers[.contentLength] = "\(part.count)"
            return Response(status: status, headers: headers)
        }
        let (storage, pieces) = (storage, part)
        let body = ResponseBody(contentLength: part.count) { writer in
            for start in stride(from: pieces.lowerBound, to: pieces.upperBound, by: Self.pieceSize) {
                let range = start..<min(start + Self.pieceSize, pieces.upperBound)
                let object = try await storage.get(key, range: range)
                // Made again meanwhile: the client sees a body that is cut off, and asks anew.
                guard object.metadata.entityTag == metadata.entityTag, object.bytes.count == range.count else {
                    throw Problem.storageUnavailable
                }
                try await writer.write(ByteBuffer(bytes: object.bytes))
            }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }

    private static func isConditional(_ request: Request) -> Bool {
        [.ifNoneMatch, .ifModifiedSince, .range].contains { request.headers[$0] != nil }
    }

    /// The response to a GET.
    private func content(
        _ key: ObjectKey, _ metadata: ObjectMetadata, _ tag: String, _ request: Request
    ) async throws -> Response {
        guard let range = Self.range(request, tag) else {
            return try await whole(key)
        }
        guard let bytes = range.resolve(size: metadata.size) else {
            throw Problem.rangeNotSatisfiable(size: metadata.size)
        }
        let object = try await storage.get(key, range: bytes)
        // A playlist may be replaced between the two calls. The range is then from another version, and is not
        // returned.
        guard "\"\(object.metadata.entityTag)\"" == tag else { return try await whole(key) }
        var headers = Self.headers(object.metadata, tag)
        headers[.contentRange] =
            "bytes \(object.range.lowerBound)-\(object.range.upperBound - 1)/\(object.metadata.size)"
        return Response(
            status: .partialContent, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: object.bytes)))
    }

    private func whole(_ key: ObjectKey) async throws -> Response {
        let object = try await storage.get(key)
        return Response(
            status: .ok, headers: Self.headers(object.metadata, "\"\(object.metadata.entityTag)\""),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: object.bytes)))
    }

    /// The range of the response; nil for the whole object. RFC 9110 §13.1.5: a range of another version must not be
    /// sent.
    private static func range(_ request: Request, _ tag: String) -> ByteRange? {
        if let condition = request.headers[.ifRange], condition != tag { return nil }
        return request.headers[.range].flatMap { ByteRange(header: $0) }
    }

    private static func headers(_ metadata: ObjectMetadata, _ tag: String) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: metadata.attributes.contentType, .eTag: tag, .acceptRanges: "bytes",
            .lastModified: metadata.lastModified.httpDate,
        ]
        headers[.cacheControl] = metadata.attributes.cacheControl
        return headers
    }
}
