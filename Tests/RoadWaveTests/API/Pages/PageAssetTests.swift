import Testing

@testable import RoadWave

/// What the policy of the pages refuses, found before a browser finds it.
@Suite("Files of the pages")
struct PageAssetTests {
    private static let pages: [String: PageAsset] = [
        "index.html": .index, "studio.html": .studio, "listener.html": .listener, "replay.html": .replay,
        "exploitation.html": .operations,
    ]
    private static var scripts: [String: PageAsset] {
        PageAsset.files.filter { $0.key.hasSuffix(".js") }
    }

    private func text(_ asset: PageAsset) throws -> String {
        try #require(String(validating: asset.bytes, as: UTF8.self))
    }

    @Test("a page loads nothing but files that there are", arguments: pages.keys.sorted())
    func references(page: String) throws {
        let html = try text(#require(Self.pages[page]))
        let paths = html.matches(of: /(?:src|href)="(?<path>\/pages\/[^"]*)"/).map { String($0.path) }
        #expect(paths.count >= 3)
        for path in paths { #expect(PageAsset.files[String(path.dropFirst("/pages/".count))] != nil, "\(path)") }
        #expect(!html.contains("://"), "nothing comes from elsewhere")
    }

    @Test("a script imports nothing but files that there are", arguments: scripts.keys.sorted())
    func imports(script: String) throws {
        let source = try text(#require(PageAsset.files[script]))
        for reference in source.matches(of: /from "\.\/(?<name>[^"]*)"|import "\.\/(?<bare>[^"]*)"/) {
            let name = String(reference.name ?? reference.bare ?? "")
            #expect(PageAsset.files[name] != nil, "\(name)")
        }
    }

    @Test("a page has no script, style or handler of its own", arguments: pages.keys.sorted())
    func nothingInline(page: String) throws {
        let html = try text(#require(Self.pages[page]))
        #expect(!html.contains("<style"))
        #expect(html.firstMatch(of: /\sstyle=/) == nil)
        #expect(html.firstMatch(of: /\son[a-z]+=/) == nil)
        #expect(html.matches(of: /<script/).count == html.matches(of: /<script type="module" src="/).count)
    }

    @Test("no script makes HTML, or code, of a text", arguments: scripts.keys.sorted())
    func noMarkup(script: String) throws {
        let source = try text(#require(PageAsset.files[script]))
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            #expect(!source.contains(word), "\(word)")
        }
    }

    @Test("every page is French, has a title and fits a phone", arguments: pages.keys.sorted())
    func basics(page: String) throws {
        let html = try text(#require(Self.pages[page]))
        #expect(html.hasPrefix("<!doctype html>\n<html lang=\"fr\">"))
        #expect(html.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1"))
        #expect(html.contains("<title>"))
    }

    @Test("files differ by their tags")
    func tags() {
        let assets = Array(PageAsset.files.values) + Self.pages.values
        #expect(Set(assets.map(\.entityTag)).count == assets.count)
    }
}
