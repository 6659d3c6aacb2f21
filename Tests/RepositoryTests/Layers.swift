/// The folders of a tree of sources in layers, and the uses of types that go the wrong way.
///
/// A use is the name of a type that is declared at the top level of a file, or of a member that an extension adds. What is
/// nested belongs to its outer type, and an extension to the folder of the file where it stands. The text is read, not
/// compiled: of members, only those with a name of several words are seen, that no other folder declares.
struct Layers {
    /// A use that is allowed although it goes the wrong way.
    struct Exception: Hashable {
        var from: String
        var type: String
        /// Why, in one English sentence.
        var reason: String
    }

    /// A use that goes the wrong way.
    struct Violation: Hashable, CustomStringConvertible {
        var file: String
        var line: Int
        var message: String

        var description: String { "\(file):\(line): \(message)" }
    }

    /// Names of technologies, such as `SQL`, for the types of a few folders only: a port of the domain has other words.
    struct Technologies {
        /// How the names begin.
        var prefixes: [String] = []
        var folders: Set<String> = []
    }

    /// From the top to the bottom. A folder uses those below; folders of one layer do not know each other.
    let order: [[String]]
    var technologies = Technologies()
    var exceptions: [Exception] = []

    /// What goes the wrong way, what has a name of another folder's technology, and the exceptions that nothing needs.
    /// - Parameter sources: the texts by their path below the root, such as `Lives/Journal/LiveJournal.swift`.
    func violations(in sources: [String: String]) -> [Violation] {
        let files = sources.map { SourceFile(path: $0.key, text: $0.value) }.sorted { $0.path < $1.path }
        var owners: [String: Set<String>] = [:]
        var declarations: [String: Set<String>] = [:]
        for file in files {
            for type in file.sharedTypes { owners[type, default: []].insert(file.folder) }
            for name in file.declaredNames { declarations[name, default: []].insert(file.folder) }
        }
        for file in files {
            for name in file.addedMembers where declarations[name]?.count == 1 { owners[name] = [file.folder] }
        }
        var violations: [Violation] = []
        var used: Set<Exception> = []
        for file in files {
            guard let layer = layer(of: file.folder) else {
                violations.append(Violation(file: file.path, line: 1, message: "'\(file.folder)' is in no layer"))
                continue
            }
            if !technologies.folders.contains(file.folder) {
                for (type, line) in file.ownTypes where technologies.prefixes.contains(where: { type.hasPrefix($0) }) {
                    violations.append(
                        Violation(
                            file: file.path, line: line,
                            message: "\(type) is named after a technology, which \(file.folder) does not know"))
                }
            }
            for token in file.tokens where token.isUse && file.ownTypes[token.text] == nil {
                guard let folders = owners[token.text], !folders.contains(file.folder) else { continue }
                // A name that several folders declare is taken for the one that may be used.
                let nearest = folders.compactMap { folder in self.layer(of: folder).map { (folder, $0) } }
                    .max { $0.1 < $1.1 }
                guard let (folder, other) = nearest, other <= layer else { continue }
                if let exception = exceptions.first(where: { $0.from == file.folder && $0.type == token.text }) {
                    used.insert(exception)
                    continue
                }
                violations.append(
                    Violation(
                        file: file.path, line: token.line,
                        message: "\(token.text) is in \(folder), which is \(other < layer ? "above" : "beside") "
                            + file.folder))
            }
        }
        for exception in exceptions where !used.contains(exception) {
            violations.append(
                Violation(
                    file: exception.from, line: 1,
                    message: "the exception for \(exception.type) is not needed any more"))
        }
        return violations
    }

    private func layer(of folder: String) -> Int? { order.firstIndex { $0.contains(folder) } }
}

/// One file, as far as layers need it.
private struct SourceFile {
    let path: String
    let tokens: [SwiftToken]
    /// Types of the top level that other files see.
    private(set) var sharedTypes: Set<String> = []
    /// All types that are declared in the file, with the last line that declares them.
    private(set) var ownTypes: [String: Int] = [:]
    /// Functions, variables, constants and cases that are declared in the file.
    private(set) var declaredNames: Set<String> = []
    /// Those that its extensions add to types, for other files.
    private(set) var addedMembers: Set<String> = []

    /// The first part of the path; the file itself where it is in no folder.
    var folder: String { path.firstIndex(of: "/").map { String(path[..<$0]) } ?? path }

    init(path: String, text: String) {
        self.path = path
        tokens = SwiftToken.all(in: text)
        let keywords: Set = ["struct", "class", "enum", "actor", "protocol", "typealias", "associatedtype"]
        for (index, token) in tokens.enumerated() where token.text == "case" && !token.isMember {
            // `case up, down`
            declaredNames.formUnion(tokens[(index + 1)...].prefix { $0.line == token.line && !$0.isMember }.map(\.text))
        }
        var isPrivate = false
        var isInExtension = false
        for (token, next) in zip(tokens, tokens.dropFirst()) {
            switch token.text {
            case "private", "fileprivate": isPrivate = true
            case "extension" where token.depth == 0 && !token.isMember:
                isInExtension = !isPrivate
                isPrivate = false
            case "func", "var", "let":
                declaredNames.insert(next.text)
                if token.depth == 1, isInExtension, !isPrivate, next.isCompound { addedMembers.insert(next.text) }
                isPrivate = false
            case "{", "}", "init", "extension": isPrivate = false
            case let word where keywords.contains(word) && !token.isMember && next.isType:
                ownTypes[next.text] = next.line
                if token.depth == 0 {
                    isInExtension = false
                    if !isPrivate { sharedTypes.insert(next.text) }
                }
                isPrivate = false
            default: break
            }
        }
    }
}

/// A word of Swift source, or a brace; comments, and strings but for what they interpolate, are left out.
private struct SwiftToken {
    var text: String
    var line: Int
    /// How many braces are open before it.
    var depth: Int
    /// Whether a dot stands before it.
    var isMember: Bool

    /// Whether it can be the name of a type, of which nothing stands before a dot.
    var isType: Bool { !isMember && text.first?.isUppercase == true }

    /// Whether it is a name of several words, such as `mixedDown`: one word is also a member of many other types.
    var isCompound: Bool { text.first?.isLowercase == true && text.contains(where: \.isUppercase) }

    /// Whether it can be a use of another folder: a type, or a member.
    var isUse: Bool { isType || isMember && isCompound }

    static func all(in text: String) -> [SwiftToken] {
        var lexer = Lexer(bytes: Array(text.utf8))
        lexer.readCode(isInterpolation: false)
        return lexer.tokens
    }

    private struct Lexer {
        let bytes: [UInt8]
        var index = 0
        var line = 1
        var depth = 0
        var tokens: [SwiftToken] = []

        init(bytes: [UInt8]) { self.bytes = bytes }

        private func byte(at index: Int) -> UInt8? { index >= 0 && index < bytes.count ? bytes[index] : nil }

        private func stands(_ text: StaticString) -> Bool {
            for offset in 0..<text.utf8CodeUnitCount where byte(at: index + offset) != text.utf8Start[offset] {
                return false
            }
            return true
        }

        /// Reads up to the end, or to the parenthesis that closes an interpolation.
        mutating func readCode(isInterpolation: Bool) {
            var parentheses = 0
            while let byte = byte(at: index) {
                if stands("//") {
                    while let next = self.byte(at: index), next != UInt8(ascii: "\n") { index += 1 }
                } else if stands("/*") {
                    skipComment()
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#") {
                    readString()
                } else if isWord(byte) {
                    readWord()
                } else {
                    switch byte {
                    case UInt8(ascii: "("): parentheses += 1
                    case UInt8(ascii: ")"):
                        if isInterpolation, parentheses == 0 {
                            index += 1
                            return
                        }
                        parentheses -= 1
                    case UInt8(ascii: "{"):
                        append("{", isMember: false)
                        depth += 1
                    case UInt8(ascii: "}"):
                        depth -= 1
                        append("}", isMember: false)
                    case UInt8(ascii: "\n"): line += 1
                    default: break
                    }
                    index += 1
                }
            }
        }

        private mutating func append(_ text: String, isMember: Bool) {
            tokens.append(SwiftToken(text: text, line: line, depth: depth, isMember: isMember))
        }

        private func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
                true
            default: false
            }
        }

        private mutating func readWord() {
            let start = index
            // The dot of `.max` or `Live.ID`, and not the last of `0...Limit`.
            let isMember = byte(at: start - 1) == UInt8(ascii: ".") && byte(at: start - 2) != UInt8(ascii: ".")
            while let byte = byte(at: index), isWord(byte) { index += 1 }
            let word = String(decoding: bytes[start..<index], as: UTF8.self)
            guard word != "import" || isMember else {
                // The names of modules, and of what is taken from them.
                while let byte = byte(at: index), byte != UInt8(ascii: "\n") { index += 1 }
                return
            }
            append(word, isMember: isMember)
        }

        /// Comments nest.
        private mutating func skipComment() {
            var open = 0
            repeat {
                if stands("/*") {
                    open += 1
                    index += 2
                } else if stands("*/") {
                    open -= 1
                    index += 2
                } else {
                    if byte(at: index) == UInt8(ascii: "\n") { line += 1 }
                    index += 1
                }
            } while open > 0 && index < bytes.count
        }

        /// Reads a literal, raw or not, of one line or several; or the `#` of a directive.
        private mutating func readString() {
            var hashes = 0
            while byte(at: index) == UInt8(ascii: "#") {
                hashes += 1
                index += 1
            }
            guard byte(at: index) == UInt8(ascii: "\"") else { return }
            let isLong = stands("\"\"\"")
            index += isLong ? 3 : 1
            while let byte = byte(at: index) {
                switch byte {
                case UInt8(ascii: "\\") where areHashes(hashes, at: index + 1):
                    index += 1 + hashes
                    let isInterpolation = self.byte(at: index) == UInt8(ascii: "(")
                    index += 1
                    if isInterpolation { readCode(isInterpolation: true) }
                case UInt8(ascii: "\"")
                where (!isLong || stands("\"\"\"")) && areHashes(hashes, at: index + (isLong ? 3 : 1)):
                    index += (isLong ? 3 : 1) + hashes
                    return
                case UInt8(ascii: "\n"):
                    // The quotation mark was part of a regular expression.
                    guard isLong else { return }
                    line += 1
                    index += 1
                default: index += 1
                }
            }
        }

        private func areHashes(_ count: Int, at start: Int) -> Bool {
            (0..<count).allSatisfy { byte(at: start + $0) == UInt8(ascii: "#") }
        }
    }
}
