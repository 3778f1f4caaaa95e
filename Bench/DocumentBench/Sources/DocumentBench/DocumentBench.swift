internal import Glibc
internal import PKI
internal import Primitives
internal import SignatureValidation

/// Judges the files that it is given, several times each, on one thread and in one process, and prints a line for each:
/// the median in milliseconds, the indication, the number of signatures and the path. `Bench/documents` reads them.
@main
enum DocumentBench {
    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        guard let rounds = arguments.popFirst().flatMap({ Int($0) }), rounds > 0 else { fail("usage: DocumentBench ROUNDS FILE…") }
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        let validator = SignatureValidator(trust: TrustStore(), at: Instant(secondsSinceEpoch: Int64(time.tv_sec)))
        for path in arguments {
            let document = Document(bytes: bytes(path), name: path)
            let clock = ContinuousClock()
            var times: [Double] = []
            var report = validator.report(on: Document(bytes: []))
            for _ in 0..<rounds {
                let start = clock.now
                report = validator.report(on: document)
                let answer = report.json(detailed: true).bytes
                times.append((clock.now - start) / .milliseconds(1))
                guard !answer.isEmpty else { fail("\(path): no report") }
            }
            print(times.sorted()[rounds / 2], report.indication.rawValue, report.signatures.count, path, separator: "\t")
        }
    }

    private static func bytes(_ path: String) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY)
        guard file >= 0 else { fail("\(path): cannot be read") }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        lseek(file, 0, SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: size)
        var count = 0
        while count < size {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress.map { unsafe $0 + count }, size - count)
            }
            guard read > 0 else { fail("\(path): cannot be read") }
            count += read
        }
        return bytes
    }

    private static func fail(_ message: String) -> Never {
        print(message)
        exit(1)
    }
}
