internal import Primitives
internal import Synchronization

/// Counts of what was answered, by declared path and status, and how long it took; as Prometheus text. No value comes from a request.
package final class Metrics: Sendable {
    private struct Series {
        var statuses: [Int: Int] = [:]
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var nanoseconds: Int64 = 0
    }

    /// Upper bounds of the duration buckets in nanoseconds, with their text.
    private static let bounds: [(nanoseconds: Int64, text: String)] = [
        (500_000, "0.0005"), (1_000_000, "0.001"), (2_500_000, "0.0025"), (5_000_000, "0.005"), (10_000_000, "0.01"), (25_000_000, "0.025"),
        (50_000_000, "0.05"), (100_000_000, "0.1"), (250_000_000, "0.25"), (500_000_000, "0.5"), (1_000_000_000, "1"), (5_000_000_000, "5"),
    ]

    private let paths: [String]
    private let series: Mutex<[Series]>
    let inFlight = Atomic(0)
    let connections = Atomic(0)

    /// - Parameter paths: the declared paths; one more series counts what found none of them.
    init(paths: [String]) {
        self.paths = paths + ["(none)"]
        series = Mutex(Array(repeating: Series(), count: paths.count + 1))
    }

    func count(path index: Int?, status: Int, nanoseconds: Int64) {
        let bucket = Self.bounds.firstIndex { nanoseconds <= $0.nanoseconds } ?? Self.bounds.count
        series.withLock { series in
            let index = index ?? series.count - 1
            series[index].statuses[status, default: 0] += 1
            series[index].buckets[bucket] += 1
            series[index].nanoseconds += nanoseconds
        }
    }

    /// The text exposition format, version 0.0.4.
    func text() -> String {
        let series = series.withLock { $0 }
        var lines = ["# TYPE idp_http_requests_total counter"]
        for (path, one) in zip(paths, series) {
            for (status, count) in one.statuses.sorted(by: { $0.key < $1.key }) {
                lines.append("idp_http_requests_total{route=\"\(path)\",status=\"\(status)\"} \(count)")
            }
        }
        lines.append("# TYPE idp_http_request_duration_seconds histogram")
        for (path, one) in zip(paths, series) where !one.statuses.isEmpty { lines += histogram(path, one) }
        lines.append("# TYPE idp_http_requests_in_flight gauge")
        lines.append("idp_http_requests_in_flight \(inFlight.load(ordering: .relaxed))")
        lines.append("# TYPE idp_http_connections gauge")
        lines.append("idp_http_connections \(connections.load(ordering: .relaxed))")
        return lines.joined(separator: "\n") + "\n"
    }

    private func histogram(_ path: String, _ series: Series) -> [String] {
        let name = "idp_http_request_duration_seconds"
        var lines: [String] = []
        var total = 0
        for (bound, count) in zip(Self.bounds.map(\.text) + ["+Inf"], series.buckets) {
            total += count
            lines.append("\(name)_bucket{route=\"\(path)\",le=\"\(bound)\"} \(total)")
        }
        lines.append("\(name)_sum{route=\"\(path)\"} \(Double(series.nanoseconds) / 1e9)")
        lines.append("\(name)_count{route=\"\(path)\"} \(total)")
        return lines
    }
}
