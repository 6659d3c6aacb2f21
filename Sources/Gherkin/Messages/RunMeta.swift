/// Who wrote a message stream, and on what machine.
struct RunMeta {
    /// The version of the Cucumber messages that are written.
    private static let protocolVersion = "34.2.1"
    private static let version = "1.0.0"

    func writeFields(_ writer: inout JSONWriter) {
        writer.field("protocolVersion", Self.protocolVersion)
        writer.field("implementation", Product(name: "gherkin-run", version: Self.version))
        writer.field("runtime", Product(name: "Swift", version: nil))
        writer.field("os", Product(name: Self.system, version: nil))
        writer.field("cpu", Product(name: Self.processor, version: nil))
    }

    private struct Product: JSONWritable {
        let name: String
        let version: String?

        func write(to writer: inout JSONWriter) {
            writer.object {
                $0.field("name", name)
                $0.optional("version", version)
            }
        }
    }

    private static var system: String {
        #if os(Linux)
            "linux"
        #elseif os(macOS)
            "darwin"
        #else
            "other"
        #endif
    }

    private static var processor: String {
        #if arch(x86_64)
            "x64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other"
        #endif
    }
}
