import Foundation

/// How many files and connections the process may have open.
enum DescriptorLimit {
    /// Takes as many as the system allows at all: a shell's 1,024 are a limit of `select(2)`, which nothing here uses, and
    /// would be 768 clients.
    static func raise() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // When it is refused, the node goes by the limit that there is.
        _ = setrlimit(resource, &limit)
    }
}
