internal import NIOCore
internal import RoadWaveRTC

/// What a relay keeps of one client: its socket towards the server, and a link each way. Confined to the relay's loop.
final class RelayLine {
    let client: SocketAddress
    let socket: EventLoopFuture<any Channel>
    var toServer: ImpairedLink
    var toClient: ImpairedLink
    var timer: Scheduled<Void>?

    init(
        client: SocketAddress, number: Int, socket: EventLoopFuture<any Channel>, toServer: NetworkConditions,
        toClient: NetworkConditions
    ) {
        self.client = client
        self.socket = socket
        self.toServer = ImpairedLink(toServer.seeded(forLink: 2 * number))
        self.toClient = ImpairedLink(toClient.seeded(forLink: 2 * number + 1))
    }

    /// When one of the links next has something to deliver.
    var nextDeadline: MonotonicTime? {
        [toServer.nextDeadline, toClient.nextDeadline].compactMap(\.self).min()
    }

    func change(toServer: NetworkConditions, toClient: NetworkConditions) {
        self.toServer.conditions = toServer
        self.toClient.conditions = toClient
    }
}

extension NetworkConditions {
    /// The same with a seed of its own for each link, or all clients would lose their n-th datagram together.
    fileprivate func seeded(forLink number: Int) -> NetworkConditions {
        var conditions = self
        conditions.seed = seed &+ UInt64(number) &* 0x9e37_79b9
        return conditions
    }
}
