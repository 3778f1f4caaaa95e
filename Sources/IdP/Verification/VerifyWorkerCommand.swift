internal import ArgumentParser
internal import Glibc
internal import Primitives
internal import SignatureValidation

/// `idp verify-worker`: reads one request from standard input, gives up every right, judges, and writes one answer.
struct VerifyWorkerCommand: ParsableCommand {
    static let name = "verify-worker"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Judge one document behind a pipe; for other commands only.", shouldDisplay: false)

    func run() throws {
        try WorkerSandbox.limitResources()
        var input = RequestInput(0)
        guard let request = VerificationRequest(decoding: &input) else {
            throw CommandFailure("verify-worker: is for other commands only; use idp verify")
        }
        Self.warmUp(at: request.at)
        try WorkerSandbox.enter()
        guard Self.write(request.answer().encoded) else { _exit(1) }
        // Nothing that runs at a regular end is needed, and some of it would need files.
        _exit(0)
    }

    /// Whatever libraries read from the system when they are used first, they read now: their configuration, tables of encodings, and randomness.
    private static func warmUp(at now: Instant) {
        XMLEncoding.prepare()
        for sample in ["<a/>", "{}", "%PDF-1.4\n", "\u{30}\u{00}", "PK\u{05}\u{06}" + String(repeating: "\0", count: 18)] {
            var request = VerificationRequest(document: Array(sample.utf8), at: now)
            request.form = .detailed
            _ = request.answer().encoded
        }
        _ = VerificationRequest(document: [], at: now).answer().encoded
    }

    private static func write(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(1, $0.baseAddress.map { unsafe $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
