import RoadWave
import Testing

@Suite("Object keys")
struct ObjectKeyTests {
    @Test("paths of names are keys", arguments: ["a", "lives/3f2a-b/48k/12.ts", "A.b_C-9", "a/b.c/d"])
    func valid(path: String) throws {
        #expect(try ObjectKey(path).path == path)
    }

    @Test(
        "absolute, climbing, hidden, empty and foreign names are no keys",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "../a", "a/.", ".hidden", "a/.b", "a b", "a\\b", "a\0b",
            "a\nb", "é", "a%2e", "a?b", "a:b", "~a",
        ])
    func invalid(path: String) {
        let error = #expect(throws: StorageError.self) { _ = try ObjectKey(path) }
        #expect(error?.code == .invalidKey)
    }

    @Test("a name and a path have their longest")
    func lengths() throws {
        let name = String(repeating: "n", count: 200)
        #expect(throws: Never.self) { _ = try ObjectKey(name) }
        #expect(throws: StorageError.self) { _ = try ObjectKey(name + "n") }
        let path = [String](repeating: String(repeating: "p", count: 127), count: 8).joined(separator: "/")
        #expect(path.utf8.count == 1_023)
        #expect(throws: Never.self) { _ = try ObjectKey(path + "p") }
        #expect(throws: StorageError.self) { _ = try ObjectKey(path + "pp") }
    }

    @Test("a message about a wrong key does not repeat more than its beginning")
    func message() {
        let error = #expect(throws: StorageError.self) { _ = try ObjectKey(String(repeating: "é", count: 5_000)) }
        #expect((error?.message.count ?? .max) < 300)
    }

    @Test("the extension is that of the file name")
    func fileExtension() throws {
        #expect(try ObjectKey("a/b.ts").fileExtension == "ts")
        #expect(try ObjectKey("a.b/c").fileExtension == nil)
        #expect(try ObjectKey("a.tar.gz").fileExtension == "gz")
    }

    @Test("a prefix is a whole folder")
    func prefix() throws {
        let prefix = ObjectPrefix(folder: try ObjectKey("lives/a"))
        #expect(prefix.contains(try ObjectKey("lives/a/0.ts")))
        #expect(!prefix.contains(try ObjectKey("lives/ab/0.ts")))
        #expect(ObjectPrefix.all.contains(try ObjectKey("x")))
    }
}
