package import HTTP
internal import HTTPTypes
internal import Primitives

/// `/health/live`: the process answers.
package struct LivenessEndpoint: Endpoint {
    package let route = Route(.get, path: "/health/live")

    package init() {}

    package func respond(to request: Request) async -> Response { Response(json: ["status": "live"]) }
}

/// `/health/ready`: requests should be sent here. 503 before the start, while stopping, and while what it depends on fails.
package struct ReadinessEndpoint: Endpoint {
    package let route = Route(.get, path: "/health/ready")
    private let readiness: Readiness
    private let failingDependency: @Sendable () async -> String?

    /// - Parameter failingDependency: the name of what does not work right now, or nil.
    package init(readiness: Readiness, failingDependency: @escaping @Sendable () async -> String? = { nil }) {
        self.readiness = readiness
        self.failingDependency = failingDependency
    }

    package func respond(to request: Request) async -> Response {
        guard readiness.isReady else { return Response(status: .serviceUnavailable, json: ["status": "not ready"]) }
        guard let name = await failingDependency() else { return Response(json: ["status": "ready"]) }
        return Response(status: .serviceUnavailable, json: ["status": "not ready", "failing": .string(name)])
    }
}

/// `/metrics`: Prometheus' text exposition format, version 0.0.4.
package struct MetricsEndpoint: Endpoint {
    package let route = Route(.get, path: "/metrics")
    private let metrics: Metrics
    private let more: @Sendable () -> String

    /// - Parameter more: further lines in the same format, from other parts of the program.
    package init(_ metrics: Metrics, more: @escaping @Sendable () -> String = { "" }) {
        self.metrics = metrics
        self.more = more
    }

    package func respond(to request: Request) async -> Response {
        let body = metrics.text() + ProcessFigures.text() + more()
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"], body: Array(body.utf8))
    }
}
