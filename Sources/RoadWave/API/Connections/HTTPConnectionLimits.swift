internal import Foundation

/// How many HTTP connections a node holds, and how long a client may delay one.
struct HTTPConnectionLimits: Hashable, Sendable {
    /// For all clients. Connections beyond it get 503, and are closed.
    var total: Int
    /// For one address, except for trusted proxies; nil for no limit of its own.
    var perNetwork: Int?
    /// How long a client may be silent, and how long the headers of a request may take.
    var idle: Duration
    /// How long a request may take, from its headers to the end of its body. A route stops earlier, and answers.
    var request: Duration
    /// The time in which a client must read at least ``leastTaken``, if output is waiting during all of it.
    var write: Duration
    /// In bytes: 4 kbit/s at the default of 30 s; a listener reads 48 kbit/s.
    var leastTaken = 16 * 1_024
    /// The bytes that the kernel buffers for a client (it doubles them for its own needs). Without a limit they would
    /// grow to 4 MB for each of ten thousand clients that do not read. 64 KiB in a round trip of 100 ms are a hundred
    /// times the rate of the sound.
    var sendBuffer = 64 * 1_024
    /// How long the connection stays open after an early answer, so that the client can read it. Unread input would
    /// make the kernel reset the connection.
    var linger = Duration.seconds(1)
    /// The same for a refused client. It is long enough for a TLS handshake over a long distance, and not longer:
    /// clients that do not close by themselves delay the refusal of others.
    var refusedLinger = Duration.milliseconds(500)

    /// - Parameter timeout: how long a request may take to arrive.
    init(total: Int, perNetwork: Int?, timeout: Duration) {
        self.total = total
        self.perNetwork = perNetwork
        idle = timeout
        request = timeout * 2
        // For a segment of 2 s, and an event stream with an event each 15 s.
        write = timeout * 3
    }

    /// How many connections beyond ``total`` may be refused at once; more wait to be accepted. They use the descriptors
    /// that ``affordable`` leaves: at most a quarter of them.
    var refused: Int { max(64, total / 32) }

    /// The connections that the process has descriptors for, besides the files, the sockets and the databases of a
    /// node.
    static var affordable: Int {
        let descriptors = sysconf(Int32(_SC_OPEN_MAX))
        return descriptors < 0 ? 1_024 : max(64, descriptors - max(256, descriptors / 8))
    }
}
