import Foundation
import Testing

@testable import RoadWave

@Suite("The list of erased users")
struct ErasureListTests {
    @Test("a user of the list is found again by another process, and no identity is in the files")
    func found() throws {
        let directory = try TemporaryDirectory()
        let (ada, bob) = (UserID(token: "ada"), UserID(token: "bob"))
        let list = try ErasureList(directory: directory.path)
        try list.add(ada, at: .at(5))
        try list.add(ada, at: .at(9))
        let other = try ErasureList(directory: directory.path)
        let dates = try other.dates()
        #expect(dates[other.subject(of: ada)] == [.at(5), .at(9)])
        #expect(dates[other.subject(of: bob)] == nil)
        for name in ["erasures.jsonl", "erasures.key"] {
            let bytes = try Data(contentsOf: URL(filePath: "\(directory.path)/\(name)"))
            #expect(bytes.range(of: Data(ada.description.utf8)) == nil)
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        withExtendedLifetime(directory) {}
    }

    @Test("another key gives other hashes")
    func otherKey() throws {
        let directories = try (0..<2).map { _ in try TemporaryDirectory() }
        let lists = try directories.map { try ErasureList(directory: $0.path) }
        #expect(lists[0].subject(of: UserID(token: "ada")) != lists[1].subject(of: UserID(token: "ada")))
        #expect(lists[0].subject(of: UserID(token: "ada")).count == 64)
        withExtendedLifetime(directories) {}
    }

    @Test("a list whose key is lost is refused: nobody would be found in it", arguments: [true, false])
    func lostKey(isCut: Bool) throws {
        let directory = try TemporaryDirectory()
        try ErasureList(directory: directory.path).add(UserID(token: "ada"), at: .at(0))
        let key = "\(directory.path)/erasures.key"
        if isCut {
            try Data([1, 2]).write(to: URL(filePath: key))
        } else {
            try FileManager.default.removeItem(atPath: key)
        }
        #expect(throws: RoadWaveError.self) { try ErasureList(directory: directory.path) }
        withExtendedLifetime(directory) {}
    }

    @Test("a line that a crash cut off does no harm, neither to those before nor to those after it")
    func cutOff() throws {
        let directory = try TemporaryDirectory()
        let list = try ErasureList(directory: directory.path)
        try list.add(UserID(token: "ada"), at: .at(1))
        let path = URL(filePath: "\(directory.path)/erasures.jsonl")
        try (Data(contentsOf: path) + Data("{\"at\":\"20".utf8)).write(to: path)
        #expect(try list.dates().count == 1)
        try list.add(UserID(token: "bob"), at: .at(2))
        #expect(try list.dates()[list.subject(of: UserID(token: "bob"))] == [.at(2)])
        #expect(try list.dates().count == 2)
        withExtendedLifetime(directory) {}
    }
}
