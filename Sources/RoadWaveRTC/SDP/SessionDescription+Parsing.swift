extension SessionDescription {
    /// Parses a whole description. Lines may end in CRLF or LF (RFC 8866 §5 asks readers to accept both). Unknown
    /// attributes are kept; other unknown line types are skipped.
    ///
    /// - Throws: ``SDPError`` with the line at fault.
    public init(parsing text: String) throws(SDPError) {
        var lines = try SDPLines(text)
        guard let version = lines.next(), version.type == "v" else {
            throw SDPError(.missingLine, line: 1, "a description starts with v=0.")
        }
        guard version.value == "0" else { throw SDPError(.malformedLine, line: 1, "the version must be 0.") }
        var origin: String?
        var name: String?
        var extensionCount = 0
        self.init(origin: "")
        while let line = lines.next() {
            switch line.type {
            case "m":
                guard media.count < Self.maximumMediaCount else {
                    throw SDPError(
                        .tooLarge, line: line.number, "more than \(Self.maximumMediaCount) media sections.")
                }
                media.append(try MediaDescription(line: line))
                extensionCount = 0
            case "a":
                let attribute = SDPAttribute(parsing: line.value, line: line.number)
                guard !attribute.name.isEmpty else {
                    throw SDPError(.malformedLine, line: line.number, "an attribute has no name.")
                }
                if attribute.name == "extmap" { extensionCount += 1 }
                guard extensionCount <= Self.maximumExtensionCount else {
                    throw SDPError(
                        .tooLarge, line: line.number, "more than \(Self.maximumExtensionCount) header extensions.")
                }
                if media.isEmpty { attributes.append(attribute) } else { media[media.count - 1].append(attribute) }
            case "c":
                if !media.isEmpty { media[media.count - 1].connection = String(line.value) }
            case "o" where media.isEmpty: origin = String(line.value)
            case "s" where media.isEmpty: name = String(line.value)
            case "t" where media.isEmpty: timing = String(line.value)
            case "v": throw SDPError(.malformedLine, line: line.number, "a second v= line.")
            default: continue
            }
        }
        guard let origin else { throw SDPError(.missingLine, "the o= line is absent.") }
        guard let name else { throw SDPError(.missingLine, "the s= line is absent.") }
        self.origin = origin
        self.name = name
    }

    /// The text, each line ended by CRLF.
    public func serialized() -> String {
        var lines = ["v=0", "o=\(origin)", "s=\(name)", "t=\(timing)"]
        lines += attributes.map(\.text)
        for section in media { lines += section.lines }
        return lines.map { $0 + "\r\n" }.joined()
    }
}

extension MediaDescription {
    init(line: SDPLines.Line) throws(SDPError) {
        // One more than allowed, so that a line of thousands is not split to its end.
        let fields = line.value.fields(maxSplits: 3 + SessionDescription.maximumFormatCount)
        // The port may be `port/count` (RFC 8866 §5.14); WebRTC never uses the count.
        guard fields.count >= 4, let port = fields[1].fields(separatedBy: "/").first.flatMap({ UInt16(digits: $0) })
        else {
            throw SDPError(.malformedLine, line: line.number, "expected m=<kind> <port> <transport> <formats>.")
        }
        guard fields.count <= 3 + SessionDescription.maximumFormatCount else {
            throw SDPError(
                .tooLarge, line: line.number, "more than \(SessionDescription.maximumFormatCount) formats.")
        }
        self.init(
            kind: String(fields[0]), port: port, transport: String(fields[2]),
            formats: fields[3...].map { String($0) }, line: line.number)
    }

    mutating func append(_ attribute: SDPAttribute) {
        attributes.append(attribute)
    }

    var lines: [String] {
        var lines = ["m=\(kind) \(port) \(transport) \(formats.joined(separator: " "))"]
        if let connection { lines.append("c=\(connection)") }
        return lines + attributes.map(\.text)
    }
}
