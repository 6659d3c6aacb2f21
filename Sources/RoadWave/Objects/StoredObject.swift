public import struct Foundation.Date

/// The metadata of an object, without its bytes.
public struct ObjectMetadata: Hashable, Sendable {
    /// Bytes in the whole object.
    public var size: Int
    /// Type and caching.
    public var attributes: ObjectAttributes
    /// When the object was last put.
    public var lastModified: Date
    /// Changes whenever different bytes are stored; without quotes.
    public var entityTag: String

    /// Metadata of an object.
    public init(size: Int, attributes: ObjectAttributes, lastModified: Date, entityTag: String) {
        self.size = size
        self.attributes = attributes
        self.lastModified = lastModified
        self.entityTag = entityTag
    }
}

/// An object, or a range of one.
public struct StoredObject: Hashable, Sendable {
    /// The metadata of the whole object.
    public var metadata: ObjectMetadata
    /// The requested bytes.
    public var bytes: [UInt8]
    /// The position of `bytes` in the whole object.
    public var range: Range<Int>

    /// An object, or a range of one.
    public init(metadata: ObjectMetadata, bytes: [UInt8], range: Range<Int>) {
        self.metadata = metadata
        self.bytes = bytes
        self.range = range
    }
}
