internal import Foundation

/// How many HTTP connections a node holds, and how long a client may keep one waiting.
struct HTTPConnectionLimits: Hashable, Sendable {
    /// Of everybody. Those beyond get 503, and are closed.
    var total: Int
    /// Of one address, proxies of ours excepted; nil for as many as there are.
    var perNetwork: Int?
    /// How long a client may say nothing, and how long the headers of a request may take.
    var idle: Duration
    /// How long a request may take, from its headers to the end of its body. A route gives up before that, and says so.
    var request: Duration
    /// How long something may wait for a client all the time, of which it takes less than ``leastTaken``.
    var write: Duration
    /// In bytes: 4 kbit/s at the default of 30 s, where a listener takes 48.
    var leastTaken = 16 * 1_024
    /// The bytes that the kernel keeps for a client, which doubles them for its own needs: it would let them grow to 4 MB,
    /// of ten thousand clients that do not read. 64 KiB in a round trip of 100 ms are a hundred times the sound.
    var sendBuffer = 64 * 1_024
    /// How long a client that was answered before it had sent everything is listened to, so that it gets the answer:
    /// data that nobody reads would have the kernel reset the connection.
    var linger = Duration.seconds(1)
    /// The same for a client that is refused: there is time for a handshake of TLS from afar, and as those who do not close
    /// by themselves keep others waiting to be told, no more.
    var refusedLinger = Duration.milliseconds(500)

    /// - Parameter timeout: how long a request may take to arrive.
    init(total: Int, perNetwork: Int?, timeout: Duration) {
        self.total = total
        self.perNetwork = perNetwork
        idle = timeout
        request = timeout * 2
        // Of a segment of 2 s, and an event that is told each 15 s.
        write = timeout * 3
    }

    /// How many of those beyond ``total`` may be told so at once; more wait to be taken. They are of the descriptors that
    /// ``affordable`` leaves: a quarter of these at most.
    var refused: Int { max(64, total / 32) }

    /// The connections that the process has descriptors for, beside the files, the sockets and the databases of a node.
    static var affordable: Int {
        let descriptors = sysconf(Int32(_SC_OPEN_MAX))
        return descriptors < 0 ? 1_024 : max(64, descriptors - max(256, descriptors / 8))
    }
}
