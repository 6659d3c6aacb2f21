internal import NIOCore
internal import NIOHTTP1
internal import RoadWaveRTC

/// Limits the cost of one connection. It takes one of the connection places, closes the connection of a client that is
/// late for too long, and does not drain a body that no route reads.
///
/// It also handles cases that the server leaves open: malformed requests get a problem like any other
/// (``RequestFault``); `Expect: 100-continue` (RFC 9110 §10.1.1); and the end of connections of HTTP/1.0, or after a
/// request that nothing readable can follow.
/// See docs/decisions/api.md, « Slow clients ».
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let places: ConnectionPlaces
    private let origins: ClientOrigins
    private let lines: RequestLineWatch
    private let metrics: APIMetrics
    private let limits: HTTPConnectionLimits
    private var place: ConnectionPlaces.Place?
    private var watch: ExchangeWatch
    private var timer: Scheduled<Void>?
    private var isAdmitted = false
    /// The answer to the client once the earlier requests are answered; all further input is ignored.
    private var refusal: Problem?

    init(
        _ limits: HTTPConnectionLimits, places: ConnectionPlaces, origins: ClientOrigins, lines: RequestLineWatch,
        metrics: APIMetrics
    ) {
        self.limits = limits
        self.places = places
        self.origins = origins
        self.lines = lines
        self.metrics = metrics
        watch = ExchangeWatch(limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { admit(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        admit(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isAdmitted, !watch.isLingering, refusal == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            head.takeAuthorityOfTarget()
            if let fault = head.fault { return refuse(fault, context) }
            watch.requestBegins(at: .now, isLast: head.isLast)
            schedule(context)
            if head.expectsContinue { confirm(head, context) }
            return context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body: break
        case .end: watch.requestEnds()
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, isAdmitted, context.channel.isActive else {
            // The decoder repeats its error for all bytes after the fault.
            if case ByteToMessageDecoderError.dataReceivedInErrorState = error { return }
            return context.fireErrorCaught(error)
        }
        guard !watch.isLingering, refusal == nil else { return }
        let fault = RequestFault(error, isLongLine: lines.sawLongTarget, hasBareLineFeed: lines.sawBareLineFeed)
        // In the middle of a body, the route that reads the body answers.
        guard watch.isReading else { return refuse(fault, context) }
        count(fault)
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if watch.answerBegins() { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            send(.head(head), context, promise)
        case .body(let body):
            send(.body(body), context, promise)
        case .end(let trailers):
            send(.end(trailers), context, promise)
            if watch.answerEnds(at: .now) { return closeGracefully(context) }
            if let refusal, watch.isAnswered { answer(refusal, context) }
        }
    }

    // MARK: Places

    private func admit(_ context: ChannelHandlerContext) {
        guard !isAdmitted, place == nil else { return }
        let peer = context.channel.remoteAddress.flatMap { TransportAddress($0) }?.ip
        place = places.take(from: peer.flatMap { origins.isTrusted($0) ? nil : ClientNetwork($0) })
        isAdmitted = place != nil
        ConnectionOptions.set(on: context.channel, limits)
        if !isAdmitted { answer(.tooManyConnections, context) }
    }

    private func leave() {
        timer?.cancel()
        timer = nil
        place = nil
    }

    // MARK: Refusals

    private func refuse(_ fault: RequestFault, _ context: ChannelHandlerContext) {
        count(fault)
        let problem = Problem(fault)
        // After unanswered requests there is no room for this answer: the client would take it for theirs.
        if watch.isAnswered { return answer(problem, context) }
        refusal = problem
        watch.refuses(at: .now)
        schedule(context)
    }

    private func count(_ fault: RequestFault) {
        metrics.requestsMalformed.increment(fault)
    }

    /// Answers without the server, and closes the connection.
    private func answer(_ problem: Problem, _ context: ChannelHandlerContext) {
        let answer = problem.plainAnswer
        context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        closeGracefully(context)
    }

    // MARK: Answers

    private func send(
        _ part: HTTPServerResponsePart, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
    ) {
        watch.writes(part.bodyLength, at: .now)
        let promise = promise ?? context.eventLoop.makePromise()
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in this.value.watch.written(at: .now) }
        schedule(context)
        context.write(wrapOutboundOut(part), promise: promise)
    }

    /// Sends the rest of the output, and no more.
    private func closeGracefully(_ context: ChannelHandlerContext) {
        watch.linger(from: .now, for: isAdmitted ? limits.linger : limits.refusedLinger)
        schedule(context)
        context.flush()
        context.close(mode: .output, promise: nil)
    }

    /// Tells a waiting client to send the body, unless it is longer than any route allows.
    private func confirm(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let length = head.headers.first(name: "Content-Length").flatMap { Int($0) }
        guard length.map({ $0 <= BoundedBody.maximumLength }) ?? true else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
    }

    // MARK: Time

    /// One timer, which is set again if its deadline has moved: most requests end long before it.
    private func schedule(_ context: ChannelHandlerContext) {
        guard let deadline = watch.nextDeadline, context.channel.isActive else { return }
        if timer != nil, !watch.isLingering { return }
        timer?.cancel()
        let this = NIOLoopBound((guard: self, context: context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: NIODeadline(deadline)) {
            this.value.guard.timer = nil
            this.value.guard.advance(this.value.context)
        }
    }

    private func advance(_ context: ChannelHandlerContext) {
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        switch watch.advance(to: .now, waiting: waiting) {
        case .keep: return schedule(context)
        case .close: break
        case .drop(let debt): metrics.clientsDropped.increment(debt)
        }
        context.close(promise: nil)
    }
}

extension HTTPServerResponsePart {
    /// The bytes of a body in the part. Headers are not counted: they are few, and never wait alone.
    fileprivate var bodyLength: Int {
        switch self {
        case .body(.byteBuffer(let buffer)): buffer.readableBytes
        case .body(.fileRegion(let region)): region.readableBytes
        case .head, .end: 0
        }
    }
}

extension MonotonicTime {
    /// The time of the event loops. Real clients are measured in real time, even in a node with a manual clock.
    fileprivate static var now: MonotonicTime {
        MonotonicTime(nanoseconds: Int64(clamping: NIODeadline.now().uptimeNanoseconds))
    }
}

extension NIODeadline {
    fileprivate init(_ time: MonotonicTime) { self = .uptimeNanoseconds(UInt64(clamping: time.nanoseconds)) }
}
