extension DefinitionReference {
    func writeFields(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.key("pattern")
        writer.object {
            $0.field("source", pattern)
            $0.field("type", isRegularExpression ? "REGULAR_EXPRESSION" : "CUCUMBER_EXPRESSION")
        }
        writer.field("sourceReference", sourceReference)
    }
}

extension HookReference {
    func writeFields(_ writer: inout JSONWriter, tags: String?) {
        writer.field("id", id)
        writer.optional("name", name)
        writer.field("sourceReference", sourceReference)
        writer.optional("tagExpression", tags)
        writer.field("type", moment.rawValue)
    }
}

extension DeclaredParameterType {
    func writeFields(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("name", name)
        writer.field("regularExpressions", regexps)
        writer.field("preferForRegularExpressionMatch", preferForRegexpMatch)
        writer.field("useForSnippets", useForSnippets)
    }
}
