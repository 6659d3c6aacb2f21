extension TestStep: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            switch content {
            case .hook(let hook):
                writer.field("hookId", hook.id)
            case .step(let step):
                let matches = step.resolution.matches
                writer.field("pickleStepId", step.pickle.id)
                writer.field("stepDefinitionIds", matches.map(\.definition.id))
                writer.field("stepMatchArgumentsLists", matches)
            }
        }
    }
}

extension StepMatch: JSONWritable {
    /// Writes the message: the list of arguments.
    public func write(to writer: inout JSONWriter) {
        writer.object { $0.field("stepMatchArguments", arguments) }
    }
}

extension MatchedArgument: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("group", group)
            $0.optional("parameterTypeName", parameterType.name)
        }
    }
}

extension CaptureGroup: JSONWritable {
    /// Writes the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            if !children.isEmpty { $0.field("children", children) }
            $0.optional("start", start)
            $0.optional("value", value)
        }
    }
}
