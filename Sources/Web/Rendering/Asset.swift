package import HTTP
internal import HTTPTypes

/// A file that pages load, under a name that changes with its content, so that browsers may keep it for ever.
package struct Asset: Sendable {
    package let path: String
    let bytes: [UInt8]
    let mediaType: String

    /// - Parameter name: a file name with one dot, such as `site.css`.
    init(_ name: String, mediaType: String, bytes: [UInt8]) {
        let parts = name.split(separator: ".")
        path = "/assets/\(parts.first ?? "").\(Self.fingerprint(bytes)).\(parts.last ?? "")"
        self.bytes = bytes
        self.mediaType = mediaType
    }

    /// FNV-1a, 64 bits: names a version of our own file and protects nothing.
    private static func fingerprint(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}

/// Serves the files that pages load.
package struct AssetEndpoint: Endpoint {
    package let route = Route(.get, path: "/assets/{name}")
    private let responses: [String: Response]

    init(_ assets: [Asset], headers: SecurityHeaders) {
        var responses: [String: Response] = [:]
        for asset in assets {
            var fields = headers.basic
            fields[.contentType] = asset.mediaType
            fields[.cacheControl] = "public, max-age=31536000, immutable"
            responses[asset.path] = Response(status: .ok, headers: fields, body: asset.bytes)
        }
        self.responses = responses
    }

    package func respond(to request: Request) async -> Response {
        responses[request.path] ?? Response(status: .notFound, headers: [.cacheControl: "no-store"])
    }
}
