internal import HTTP
internal import HTTPTypes

/// Which endpoint answers which path and method: one dictionary for fixed paths, a short list for paths with `{name}`.
struct Routes: Sendable {
    /// One path and everything that is mounted on it.
    struct Place: Sendable {
        /// The path as it was declared: what logs and metrics name, since a real path may hold an identifier.
        let path: String
        var mounted: [(method: HTTPRequest.Method, endpoint: any Endpoint)] = []
        var allow: String { (mounted.map(\.method.rawValue) + extraMethods).joined(separator: ", ") }
        var allowsCrossOrigin: Bool { mounted.contains { $0.endpoint.allowsCrossOrigin } }
        /// Position in metrics.
        let index: Int

        private var extraMethods: [String] {
            let methods = mounted.map(\.method)
            return (methods.contains(.get) && !methods.contains(.head) ? ["HEAD"] : []) + (methods.contains(.options) ? [] : ["OPTIONS"])
        }

        /// The endpoint for a method; HEAD is answered by whatever answers GET. RFC 9110 §9.3.2.
        func endpoint(for method: HTTPRequest.Method) -> (any Endpoint)? {
            if let exact = mounted.first(where: { $0.method == method }) { return exact.endpoint }
            return method == .head ? mounted.first { $0.method == .get }?.endpoint : nil
        }
    }

    private struct Pattern: Sendable {
        /// What every path of it begins with: tells most others apart before anything is split.
        let beginning: String
        let segments: [Segment]
        var place: Place
    }

    private enum Segment: Sendable, Equatable {
        case text(String)
        case parameter(String)
    }

    private var fixed: [String: Place] = [:]
    private var patterns: [Pattern] = []
    /// Declared paths in the order of `Place.index`.
    private(set) var paths: [String] = []

    /// - Precondition: no two endpoints share a method and a path.
    init(_ endpoints: [any Endpoint]) {
        for endpoint in endpoints {
            for method in endpoint.route.methods { mount(endpoint, method, at: endpoint.route.path) }
        }
    }

    /// The place of a path, and the decoded values of its `{name}` segments.
    func find(_ path: String) -> (place: Place, parameters: [String: String])? {
        if let place = fixed[path] { return (place, [:]) }
        for pattern in patterns where path.utf8.starts(with: pattern.beginning.utf8) {
            if let parameters = Self.match(pattern.segments, Self.split(path)) { return (pattern.place, parameters) }
        }
        return nil
    }

    private mutating func mount(_ endpoint: any Endpoint, _ method: HTTPRequest.Method, at path: String) {
        let segments = Self.split(path).map { text in
            text.hasPrefix("{") && text.hasSuffix("}") ? Segment.parameter(String(text.dropFirst().dropLast())) : .text(String(text))
        }
        let isFixed = segments.allSatisfy { if case .text = $0 { true } else { false } }
        let known = patterns.firstIndex { $0.segments == segments }
        var place = (isFixed ? fixed[path] : known.map { patterns[$0].place }) ?? newPlace(path)
        precondition(!place.mounted.contains { $0.method == method }, "two endpoints at \(method) \(path)")
        place.mounted.append((method, endpoint))
        if isFixed {
            fixed[path] = place
        } else if let known {
            patterns[known].place = place
        } else {
            patterns.append(Pattern(beginning: String(path.prefix { $0 != "{" }), segments: segments, place: place))
        }
    }

    private mutating func newPlace(_ path: String) -> Place {
        paths.append(path)
        return Place(path: path, index: paths.count - 1)
    }

    private static func split(_ path: String) -> [Substring] { path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) }

    private static func match(_ pattern: [Segment], _ segments: [Substring]) -> [String: String]? {
        guard pattern.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (expected, actual) in zip(pattern, segments) {
            switch expected {
            case .text(let text): guard text.utf8.elementsEqual(actual.utf8) else { return nil }
            case .parameter(let name):
                guard !actual.isEmpty, let bytes = PercentEncoding.decode(Array(actual.utf8)[...], plusIsSpace: false),
                    let value = String(validating: bytes, as: UTF8.self)
                else { return nil }
                parameters[name] = value
            }
        }
        return parameters
    }
}
