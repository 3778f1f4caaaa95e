import Foundation
import HTTP
import HTTPTypes
import Testing
import Web

/// Where to put every page as a file, so that a browser can look at it.
private let folder = ProcessInfo.processInfo.environment["PAGE_GALLERY"]

@Suite struct GalleryExport {
    /// Does nothing unless `PAGE_GALLERY` names a folder: `Tests/Browser/gallery` sets it.
    @Test(.enabled(if: folder != nil)) func `every page is written for the browser`() async throws {
        let root = URL(filePath: try #require(folder))
        try FileManager.default.createDirectory(at: root.appending(path: "assets"), withIntermediateDirectories: true)
        let renderer = try PageRenderer(settings: Gallery.settings)
        var assets: Set<String> = []
        for (name, page) in Gallery.pages() {
            for language in Language.allCases {
                let visit = Visit(Request(method: .get, path: "/", query: "lang=\(language.rawValue)"))
                let response = renderer.response(page, for: visit)
                try write(response, to: root.appending(path: "\(name).\(language.rawValue).html"))
                assets.formUnion(
                    String(decoding: response.body, as: UTF8.self).matches(of: /\/assets\/[a-z0-9.-]+/).map { String($0.output) })
            }
        }
        for path in assets {
            try write(
                await renderer.assetEndpoint.respond(to: Request(method: .get, path: path)),
                to: root.appending(path: String(path.dropFirst())))
        }
        #expect(assets.count == 4)
    }

    private func write(_ response: Response, to file: URL) throws {
        try Data(response.body).write(to: file)
        let headers = response.headers.map { "\($0.name.rawName): \($0.value)" }
        let text = (["\(response.status.code)"] + headers).joined(separator: "\n")
        try Data(text.utf8).write(to: file.appendingPathExtension("headers"))
    }
}
