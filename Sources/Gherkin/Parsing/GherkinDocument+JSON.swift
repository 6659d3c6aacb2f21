extension Location: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("line", line)
            $0.optional("column", column)
        }
    }
}

extension GherkinDocument: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.optional("uri", uri)
            $0.optional("feature", feature)
            $0.field("comments", comments)
        }
    }
}

extension GherkinDocument.Comment: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("text", text)
        }
    }
}

extension GherkinDocument.Tag: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("name", name)
            $0.field("id", id)
        }
    }
}

extension GherkinDocument.Feature: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("tags", tags)
            $0.field("language", language)
            // In Markdown a feature may begin with any line: it has no keyword then, and the reference leaves it out.
            $0.optional("keyword", keyword.isEmpty ? nil : keyword)
            $0.field("name", name)
            $0.field("description", description)
            $0.field("children", children)
        }
    }
}

extension GherkinDocument.FeatureChild: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            switch self {
            case .rule(let rule): $0.field("rule", rule)
            case .background(let background): $0.field("background", background)
            case .scenario(let scenario): $0.field("scenario", scenario)
            }
        }
    }
}

extension GherkinDocument.Rule: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("tags", tags)
            $0.field("keyword", keyword)
            $0.field("name", name)
            $0.field("description", description)
            $0.field("children", children)
            $0.field("id", id)
        }
    }
}

extension GherkinDocument.RuleChild: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            switch self {
            case .background(let background): $0.field("background", background)
            case .scenario(let scenario): $0.field("scenario", scenario)
            }
        }
    }
}

extension GherkinDocument.Background: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("keyword", keyword)
            $0.field("name", name)
            $0.field("description", description)
            $0.field("steps", steps)
            $0.field("id", id)
        }
    }
}

extension GherkinDocument.Scenario: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("tags", tags)
            $0.field("keyword", keyword)
            $0.field("name", name)
            $0.field("description", description)
            $0.field("steps", steps)
            $0.field("examples", examples)
            $0.field("id", id)
        }
    }
}

extension GherkinDocument.Examples: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("tags", tags)
            $0.field("keyword", keyword)
            $0.field("name", name)
            $0.field("description", description)
            $0.optional("tableHeader", tableHeader)
            $0.field("tableBody", tableBody)
            $0.field("id", id)
        }
    }
}

extension GherkinDocument.Step: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("keyword", keyword)
            $0.field("keywordType", keywordType.rawValue)
            $0.field("text", text)
            $0.optional("docString", docString)
            $0.optional("dataTable", dataTable)
            $0.field("id", id)
        }
    }
}

extension GherkinDocument.DocString: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.optional("mediaType", mediaType)
            $0.field("content", content)
            $0.field("delimiter", delimiter)
        }
    }
}

extension GherkinDocument.DataTable: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("rows", rows)
        }
    }
}

extension GherkinDocument.TableRow: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("cells", cells)
            $0.field("id", id)
        }
    }
}

extension GherkinDocument.TableCell: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("location", location)
            $0.field("value", value)
        }
    }
}
