package import Logging
package import Primitives

/// swift-log's events as one JSON object a line; nothing that is logged can start a second line or reach a terminal's control codes.
package struct JSONLineLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let stream: LogStream
    private let world: World

    package init(label: String, stream: LogStream, world: World) {
        self.label = label
        self.stream = stream
        self.world = world
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line: JSON.Object = [
            "time": .string(TimeText.rfc3339(world.now())),
            "level": .string(event.level.rawValue),
            "source": .string(label),
            "event": .string(Self.printable(event.message.description)),
        ]
        if let error = event.error { line["error"] = .string(Self.printable(String(describing: error))) }
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            line[key] = .string(Self.printable(value.description))
        }
        stream.write(line.bytes)
    }

    /// The JSON writer escapes C0; this replaces what some terminals and line readers act on beside it.
    private static func printable(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let acts = (0x80...0x9F).contains(scalar.value) || [0x2028, 0x2029].contains(scalar.value) || scalar.properties.isBidiControl
            output.append(acts ? "\u{FFFD}" : scalar)
        }
        return String(output)
    }
}
