import Foundation

/// The number of files and connections that the system lets this process open.
enum DescriptorLimit {
    /// Raises the limit as far as the system allows. The initial limit is often 1,024, for programs that call `select`;
    /// this one does not.
    static func raise() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // If the system refuses, the node serves fewer connections: it reads the limit when it starts.
        _ = setrlimit(resource, &limit)
    }
}
