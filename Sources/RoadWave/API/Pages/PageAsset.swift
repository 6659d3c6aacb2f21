/// A file of the pages, which is compiled into the program (`Assets/`).
struct PageAsset: Sendable {
    let bytes: [UInt8]
    /// Its media type, with the character set.
    let contentType: String

    static let stylesheet = PageAsset(bytes: PackageResources.roadwave_css, contentType: "text/css; charset=utf-8")
}
