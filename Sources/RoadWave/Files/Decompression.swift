internal import Glibc

/// The decompressed bytes of a gzip file, from `gzip -dc`: a program of every system, in a process of its own.
final class Decompression: ByteStream {
    private var output: CInt
    private let process: pid_t

    /// Starts the program. It reads the file itself, from its beginning.
    init(of file: borrowing OpenFile) throws(SystemError) {
        var ends: [CInt] = [0, 0]
        _ = try SystemError.retrying("pipe") { pipe(&ends) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        file.becomeInput(in: &actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        // Otherwise the program would be a reader of its own output, and would not end when this process stops reading.
        for end in ends { posix_spawn_file_actions_addclose(&actions, end) }
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("gzip"), strdup("-dcq"), nil]
        defer { for argument in arguments { free(argument) } }
        // Without environment variables: `GZIP` would add options.
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var process: pid_t = 0
        let failure = posix_spawnp(&process, "gzip", &actions, nil, &arguments, &environment)
        close(ends[1])
        guard failure == 0 else {
            close(ends[0])
            throw SystemError(number: failure, call: "gzip")
        }
        (self.process, output) = (process, ends[0])
    }

    deinit { end() }

    /// Up to `count` more bytes; none at the end. A file that is damaged, or is still being compressed, ends where it is
    /// readable.
    func next(_ count: Int) throws(SystemError) -> [UInt8] {
        guard output >= 0 else { return [] }
        let bytes = try StandardInput.bytes(of: output, count)
        if bytes.isEmpty { end() }
        return bytes
    }

    /// Without a reader the program ends as well.
    private func end() {
        guard output >= 0 else { return }
        close(output)
        output = -1
        var status: CInt = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
    }
}
