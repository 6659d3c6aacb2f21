extension Pickle: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("uri", uri)
            $0.optional("location", location)
            $0.field("name", name)
            $0.field("language", language)
            $0.field("steps", steps)
            $0.field("tags", tags)
            $0.field("astNodeIds", astNodeIds)
        }
    }
}

extension Pickle.Tag: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("name", name)
            $0.field("astNodeId", astNodeId)
        }
    }
}

extension Pickle.Step: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.optional("argument", argument)
            $0.field("astNodeIds", astNodeIds)
            $0.field("id", id)
            $0.optional("type", type?.rawValue)
            $0.field("text", text)
        }
    }
}

extension Pickle.StepArgument: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.optional("docString", docString)
            $0.optional("dataTable", dataTable)
        }
    }
}

extension Pickle.DocString: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.optional("argumentIndex", argumentIndex)
            $0.optional("mediaType", mediaType)
            $0.field("content", content)
        }
    }
}

extension Pickle.Table: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.optional("argumentIndex", argumentIndex)
            $0.field("rows", rows)
        }
    }
}

extension Pickle.TableRow: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object { $0.field("cells", cells) }
    }
}

extension Pickle.TableCell: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object { $0.field("value", value) }
    }
}
