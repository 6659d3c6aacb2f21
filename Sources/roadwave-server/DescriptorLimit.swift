import Foundation

/// How many files and connections the system lets this process have open.
enum DescriptorLimit {
    /// Takes as many as the system allows at all. What a process starts with is often 1,024, for the sake of programs that
    /// call `select`; this one does not.
    static func raise() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // Where that is refused the node serves as many as it may: it looks at the limit before it says how many.
        _ = setrlimit(resource, &limit)
    }
}
