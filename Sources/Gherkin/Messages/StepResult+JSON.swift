extension StepResult: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("duration", MessageDuration(duration))
            if let failure {
                writer.field("message", failure.description(in: .english))
                writer.key("exception")
                writer.object {
                    $0.field("type", failure.typeName)
                    $0.field("message", failure.description(in: .english))
                }
            } else if !reason.isEmpty {
                writer.field("message", reason)
            }
            writer.field("status", status.rawValue)
        }
    }
}

extension StepFailure {
    /// The type of what was thrown.
    var typeName: String {
        switch self {
        case .assertion: "AssertionFailure"
        case .error(let type, _): type
        case .timeout: "StepTimeout"
        case .interrupted: "Interruption"
        case .misfit: "StepMisfit"
        }
    }
}

extension Timestamp: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("seconds", seconds)
            $0.field("nanos", nanos)
        }
    }
}

/// A duration as the messages write it.
private struct MessageDuration: JSONWritable {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    func write(to writer: inout JSONWriter) {
        let (seconds, attoseconds) = duration.components
        writer.object {
            $0.field("seconds", Int(seconds))
            $0.field("nanos", Int(attoseconds / 1_000_000_000))
        }
    }
}

extension Attachment {
    func writeFields(_ writer: inout JSONWriter) {
        writer.field("body", body)
        writer.field("contentEncoding", encoding.rawValue)
        writer.optional("fileName", fileName)
        writer.field("mediaType", mediaType)
    }
}
