internal import HTTP
internal import HTTPTypes
internal import NIOCore
internal import Primitives

/// Writes a response as HTTP/1.1, with the fields that every answer carries. RFC 9112 §4.
///
/// Values cannot break out of their line: `HTTPField` replaces line breaks and NUL when it is made.
struct ResponseEncoder {
    /// Whether browsers are told to come back over TLS alone (RFC 6797): only an https issuer may promise that.
    let promisesTLS: Bool
    private var dateSecond = Instant(secondsSinceEpoch: .min)
    private var date = ""

    init(promisesTLS: Bool) { self.promisesTLS = promisesTLS }

    /// - Parameter withoutBody: answers HEAD: the length is that of the body which GET would have.
    mutating func encode(
        _ response: Response, requestID: String, withoutBody: Bool, closing: Bool, at now: Instant, into buffer: inout ByteBuffer
    ) {
        buffer.reserveCapacity(minimumWritableBytes: 512 + response.body.count)
        buffer.writeString("HTTP/1.1 \(response.status.code) \(response.status.reasonPhrase)\r\n")
        writeFields(of: response, into: &buffer)
        buffer.writeString("Date: \(dateText(now))\r\nX-Request-Id: \(requestID)\r\n")
        let hasLength = response.status != .noContent && response.status != .notModified
        if hasLength { buffer.writeString("Content-Length: \(response.body.count)\r\n") }
        if closing { buffer.writeString("Connection: close\r\n") }
        buffer.writeStaticString("\r\n")
        if hasLength && !withoutBody { buffer.writeBytes(response.body) }
    }

    /// The response's own fields, and those of `Defaults` that it does not set itself.
    private func writeFields(of response: Response, into buffer: inout ByteBuffer) {
        var missing = promisesTLS ? Defaults.all : Defaults.plain
        for field in response.headers {
            switch field.name {
            // Framing and identity are this file's alone.
            case .connection, .contentLength, .date, .server, .transferEncoding: continue
            case .cacheControl: missing.remove(.caching)
            case .contentSecurityPolicy: missing.remove(.policy)
            case .strictTransportSecurity: missing.remove(.transport)
            case .xContentTypeOptions: missing.remove(.sniffing)
            default: if field.name.canonicalName == "referrer-policy" { missing.remove(.referrer) }
            }
            buffer.writeString(field.name.rawName)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
        }
        missing.write(into: &buffer)
    }

    private mutating func dateText(_ now: Instant) -> String {
        if now != dateSecond {
            dateSecond = now
            date = TimeText.imfFixdate(now)
        }
        return date
    }
}

/// What an answer says unless it says something else itself.
private struct Defaults: OptionSet {
    let rawValue: UInt8

    static let caching = Self(rawValue: 1)
    static let policy = Self(rawValue: 2)
    static let referrer = Self(rawValue: 4)
    static let sniffing = Self(rawValue: 8)
    static let transport = Self(rawValue: 16)
    static let plain: Self = [.caching, .policy, .referrer, .sniffing]
    static let all: Self = [.plain, .transport]

    func write(into buffer: inout ByteBuffer) {
        if contains(.caching) { buffer.writeStaticString("Cache-Control: no-store\r\n") }
        if contains(.policy) { buffer.writeStaticString("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n") }
        if contains(.referrer) { buffer.writeStaticString("Referrer-Policy: no-referrer\r\n") }
        if contains(.sniffing) { buffer.writeStaticString("X-Content-Type-Options: nosniff\r\n") }
        if contains(.transport) { buffer.writeStaticString("Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n") }
    }
}
