extension Source: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("uri", uri)
            $0.field("data", data)
            $0.field("mediaType", mediaType.rawValue)
        }
    }
}

extension SourceReference: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.optional("uri", uri)
            $0.optional("location", location)
        }
    }
}

extension ParseError: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("source", source)
            $0.field("message", message)
        }
    }
}
