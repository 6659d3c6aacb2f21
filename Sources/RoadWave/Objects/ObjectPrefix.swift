/// The beginning of keys, always whole folders: `lives/3f…/`; empty for all keys.
public struct ObjectPrefix: Hashable, Sendable {
    /// Every key.
    public static let all = ObjectPrefix(unchecked: "")

    /// Nothing, or a path that ends with a `/`.
    public let path: String

    /// The keys in `folder` and its subfolders.
    public init(folder: ObjectKey) {
        self.init(unchecked: folder.path + "/")
    }

    private init(unchecked path: String) {
        self.path = path
    }

    /// Whether `key` begins with this prefix.
    public func contains(_ key: ObjectKey) -> Bool {
        key.path.utf8.starts(with: path.utf8)
    }
}
