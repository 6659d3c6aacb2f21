import Foundation
import Testing

@Suite("Layers")
struct LayersTests {
    /// The engine, from what assembles it down to its words.
    private static let engine = Layers(
        order: [
            ["Engine"],
            ["API", "Storage"],
            ["Nodes", "Retention"],
            ["Lives"],
            ["Ingest", "Broadcast", "Recording", "Replay", "Audience", "Audit", "Access", "Monitoring", "Billing"],
            ["Objects", "Outbox", "Files", "Playlists"],
            ["Words"],
        ],
        technologies: .init(
            prefixes: ["GRDB", "NGINX", "PostgreSQL", "Postgres", "Redis", "S3", "SQL"], folders: ["Engine", "Storage"])
    )

    /// The runner: a folder a layer.
    private static let gherkin = Layers(
        order: [
            "Commands", "Mutation", "Formats", "French", "Messages", "Running", "Steps", "Expressions",
            "TagExpressions",
            "Pickles", "Parsing", "Language", "Text",
        ].map { [$0] })

    @Test("no folder of the engine uses one above or beside it")
    func engineFolders() throws {
        try Self.expectLayers(Self.engine, of: "Sources/RoadWave")
        // Each would hide an arrow that goes the wrong way.
        #expect(Self.engine.exceptions.isEmpty)
    }

    @Test("no folder of the runner uses one above it: its parser knows nothing of French")
    func gherkinFolders() throws {
        try Self.expectLayers(Self.gherkin, of: "Sources/Gherkin")
    }

    private static func expectLayers(_ layers: Layers, of folder: String) throws {
        let sources = try sources(below: Document.root.appending(path: folder))
        #expect(sources.count > 100)
        let violations = layers.violations(in: sources)
        #expect(violations.isEmpty, "\(violations.map { "\(folder)/\($0)" }.joined(separator: "\n"))")
    }

    private static func sources(below root: URL) throws -> [String: String] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: root.path()).filter { $0.hasSuffix(".swift") }
        return Dictionary(
            uniqueKeysWithValues: try files.map { path in
                (path, try String(contentsOf: root.appending(path: path), encoding: .utf8))
            })
    }

    // MARK: The check itself, on small trees.

    private static let layers = Layers(
        order: [["Top"], ["Left", "Right"], ["Bottom"]],
        technologies: .init(prefixes: ["Brick"], folders: ["Right"]))

    /// What the check says of a use in a file of `folder`.
    private static func check(_ text: String, in folder: String = "Bottom") -> [String] {
        layers.violations(in: [
            "Top/House.swift": "public struct House {\n    enum Door { case open }\n}",
            "Left/Room.swift":
                "final class Room {}\nprivate enum Secret {}\nextension Stone { var isInRoom: Bool { true } }",
            "Bottom/Stone.swift": "struct Stone: Hashable {}",
            "\(folder)/Sample.swift": text,
        ]).map(\.description)
    }

    @Test("a use of a folder above is found, with its file and line")
    func above() {
        #expect(
            Self.check("struct Plan {\n\n    let house: House?\n}")
                == ["Bottom/Sample.swift:3: House is in Top, which is above Bottom"])
    }

    @Test("a use of a folder beside is found")
    func beside() {
        #expect(
            Self.check("func room() -> [Room] { [] }", in: "Right")
                == ["Right/Sample.swift:1: Room is in Left, which is beside Right"])
    }

    @Test("a member that a folder above adds is found, and not one of the same name elsewhere")
    func members() {
        #expect(
            Self.check("struct Wall { let is = stone.isInRoom }")
                == ["Bottom/Sample.swift:1: isInRoom is in Left, which is above Bottom"])
        #expect(Self.check("struct Wall { var isInRoom = true; func f() { x.isInRoom } }").isEmpty)
        #expect(Self.check("struct Plan { let is = stone.isInRoom }", in: "Top").isEmpty)
    }

    @Test("uses of folders below, and of the same one, are no news")
    func below() {
        #expect(Self.check("struct Plan { let room: Room; let stone: Stone }", in: "Top").isEmpty)
        #expect(Self.check("struct Wall { let room: Room; let stone: Stone }", in: "Left").isEmpty)
    }

    @Test(
        "a use is found wherever it stands",
        arguments: [
            "let x = \"\\(House())\"", "let x = #\"\\#(House.self)\"#", "let x = \"\"\"\n\\(House())\n\"\"\"",
            "extension House {}", "let x: Array<House> = []", "func f(_ x: some Sequence<House>) {}",
            "let x = House.Door.open", "let x = 0...House.limit", "/* a /* b */ c */ let x: House",
            "let x = \"// no comment\"; let y: House",
        ])
    func places(text: String) {
        #expect(Self.check(text).count == 1)
    }

    @Test(
        "comments, strings, members and types of the file's own are no uses",
        arguments: [
            "// House", "/* House /* House */ House */", "/// ``House``", "let x = \"House\"",
            "let x = #\"\\(House())\"#",
            "let x = \"\"\"\nHouse \"House\" House\n\"\"\"", "let x = y.House",
            "struct Plan { enum House {}; let x: House }",
            "private struct House {}", "let House_ = 1", "let x = MyHouse()",
            "import struct House.Door",
        ])
    func noUses(text: String) {
        #expect(Self.check(text).isEmpty)
    }

    @Test("a type that only its file sees is nobody else's")
    func privateTypes() {
        #expect(Self.check("struct Secret2 { let secret: Secret? }", in: "Right").isEmpty)
    }

    @Test("a type named after a technology is found, except in the folders that know it")
    func technologies() {
        #expect(
            Self.check("struct Wall {}\nprivate enum BrickError {}")
                == ["Bottom/Sample.swift:2: BrickError is named after a technology, which Bottom does not know"])
        #expect(Self.check("struct BrickError {}", in: "Right").isEmpty)
        #expect(Self.check("struct Plan { let brickCount = Bricks.count }").isEmpty)
    }

    @Test("a folder that is in no layer is found")
    func unknownFolder() {
        #expect(Self.check("struct Plan {}", in: "Cellar") == ["Cellar/Sample.swift:1: 'Cellar' is in no layer"])
    }

    @Test("an exception allows its use, and is found once nothing needs it")
    func exceptions() {
        var layers = Self.layers
        layers.exceptions = [.init(from: "Bottom", type: "House", reason: "A stone knows its house.")]
        let house = ["Top/House.swift": "struct House {}"]
        let stone = ["Bottom/Stone.swift": "struct Stone { let house: House }"]
        #expect(layers.violations(in: house.merging(stone) { $1 }).isEmpty)
        #expect(layers.violations(in: house).map(\.message) == ["the exception for House is not needed any more"])
    }
}
