/// The name of an object: folders and a file name, such as `lives/3f…/48k/12.ts`.
///
/// A key is safe as a path under a directory, as an S3 key and as a URL path, with no escaping in any of them.
public struct ObjectKey: Hashable, Comparable, Sendable {
    /// The limit of S3, in bytes.
    static let maximumLength = 1_024

    /// The limit of a file name on Linux (`NAME_MAX`), less what the directory storage adds to it.
    static let maximumComponentLength = 200

    /// Components with a `/` between them.
    public let path: String

    /// The key at `path`.
    /// - Throws: ``StorageError`` with code `invalidKey` when it is absolute or too long, or when a component is empty,
    ///   begins with a dot (so neither `..` nor a hidden file) or has a character outside `A–Z a–z 0–9 . _ -`.
    public init(_ path: String) throws(StorageError) {
        guard path.utf8.count <= Self.maximumLength,
            path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isComponent)
        else { throw .invalidKey(path) }
        self.path = path
    }

    private init(unchecked path: String) {
        self.path = path
    }

    /// The text after the last dot of the file name, if any.
    public var fileExtension: Substring? {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
        return path[path.index(after: dot)...]
    }

    /// The key of `component`, one of our own names, in this folder.
    func appending(_ component: String) -> ObjectKey {
        ObjectKey(unchecked: "\(path)/\(component)")
    }

    /// Whether `text` can be a component, between two slashes.
    static func isComponent(_ text: some StringProtocol) -> Bool {
        guard (1...maximumComponentLength).contains(text.utf8.count), text.utf8.first != UInt8(ascii: ".") else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default:
                false
            }
        }
    }

    /// Byte order, which is the order in which every storage lists keys.
    public static func < (lhs: ObjectKey, rhs: ObjectKey) -> Bool {
        lhs.path.utf8.lexicographicallyPrecedes(rhs.path.utf8)
    }
}

extension ObjectKey: CustomStringConvertible {
    /// The path.
    public var description: String { path }
}
