internal import Glibc

/// A system call that failed.
struct SystemError: Error, Hashable {
    /// `errno`
    var number: CInt
    /// The call and its argument.
    var call: String

    /// The result of `call` unless it is −1; repeats a call that a signal interrupted.
    static func retrying<Value: FixedWidthInteger>(
        _ name: @autoclosure () -> String, _ call: () -> Value
    ) throws(SystemError) -> Value {
        while true {
            let value = call()
            if value != -1 { return value }
            let number = errno
            if number != EINTR { throw SystemError(number: number, call: name()) }
        }
    }
}

extension SystemError: CustomStringConvertible {
    var description: String { "\(call): \(String(cString: strerror(number)))" }
}
