/// A page of the unfinished uploads: the answer to ListMultipartUploads, asked with `encoding-type=url`.
struct ListUploadsPage: Equatable {
    /// An upload that was begun, and neither completed nor aborted.
    struct Upload: Equatable {
        var key: ObjectKey
        var id: String
        var begun: WallDate
    }

    /// The position of an upload in the list.
    struct Marker: Equatable {
        var key: String
        var id: String
    }

    /// The uploads of the page, in order. Those whose key cannot be ours, or without a date, are left out.
    var uploads: [Upload]
    /// The last upload of the page, also one of another program; nil on the last page.
    var next: Marker?

    /// Why a page cannot be used.
    enum Failure: Error, Equatable {
        case xml(XMLError)
        /// The document is not a list of uploads.
        case unexpected(String)
        /// The list continues, but does not say where.
        case noContinuation
    }

    /// Reads an answer.
    init(_ body: [UInt8]) throws(Failure) {
        let root: XMLElement
        do throws(XMLError) {
            root = try XMLReader.read(body)
        } catch {
            throw .xml(error)
        }
        guard root.name == "ListMultipartUploadsResult" else { throw .unexpected(String(root.name.prefix(100))) }
        let elements = root.children.filter { $0.name == "Upload" }
        uploads = elements.compactMap(Self.upload)
        guard root.child("IsTruncated")?.text == "true" else { return }
        // The markers of the answer itself are encoded by some servers and not by others, and OpenStack Swift leaves
        // them empty after a page of one upload.
        guard let last = elements.last.flatMap(Self.marker) else { throw .noContinuation }
        next = last
    }

    private static func upload(_ element: XMLElement) -> Upload? {
        guard let marker = marker(element), let key = try? ObjectKey(marker.key),
            let begun = element.child("Initiated").flatMap({ WallDate(parsing: $0.text) })
        else { return nil }
        return Upload(key: key, id: marker.id, begun: begun)
    }

    private static func marker(_ element: XMLElement) -> Marker? {
        // The identity is opaque, and is returned in URLs.
        guard let key = (element.child("Key")?.text).flatMap(PercentEncoding.decode), !key.isEmpty,
            let id = element.child("UploadId")?.text, (1...2_048).contains(id.utf8.count)
        else { return nil }
        return Marker(key: key, id: id)
    }
}
