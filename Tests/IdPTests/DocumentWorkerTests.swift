import Foundation
import PKI
import Primitives
import Testing

@testable import IdP

/// What a worker that was taken over by a document can do: cost one answer. The worker is the real executable, into which a library is
/// loaded that misbehaves when the answer is written, long after the sandbox was entered.
@Suite struct DocumentWorkerTests {
    /// The library, compiled once for all tests.
    private static let library: Result<String, any Error> = Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "idp-test-\(UUID().uuidString)").path()
        let source = try SignedSample.write(Array(misbehaviour.utf8), to: folder, as: "misbehaviour.c")
        let process = try Process.run(
            URL(filePath: "/usr/bin/env"), arguments: ["cc", "-shared", "-fPIC", "-o", folder + "/misbehaviour.so", source])
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CommandFailure("the C compiler refused the test's library") }
        return folder + "/misbehaviour.so"
    }

    private static let misbehaviour = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <sys/utsname.h>
        #include <unistd.h>

        static ssize_t pass(int file, const void *bytes, size_t count) { return syscall(SYS_write, file, bytes, count); }

        ssize_t write(int file, const void *bytes, size_t count) {
            const char *act = file == 1 ? getenv("ACT") : 0;
            static struct utsname name;
            if (!act) return pass(file, bytes, count);
            if (!strcmp(act, "open")) open("/etc/passwd", O_RDONLY);
            if (!strcmp(act, "create")) open("/tmp/x", O_CREAT | O_WRONLY, 0600);
            if (!strcmp(act, "socket")) socket(AF_INET, SOCK_STREAM, 0);
            if (!strcmp(act, "send")) send(0, "x", 1, 0);
            if (!strcmp(act, "fork")) fork();
            if (!strcmp(act, "exec")) execl("/bin/true", "true", (char *)0);
            if (!strcmp(act, "kill")) kill(getppid(), SIGTERM);
            if (!strcmp(act, "harmless")) uname(&name);
            if (!strcmp(act, "abort")) abort();
            if (!strcmp(act, "dereference")) *(volatile int *)8 = 1;
            if (!strcmp(act, "loop")) for (volatile long i = 0;; i++) {}
            if (!strcmp(act, "memory")) { char *p; while ((p = malloc(1 << 20))) memset(p, 1, 1 << 20); _exit(3); }
            if (!strcmp(act, "silence")) { pass(1, "x", 1); int zero = 0; for (;;) syscall(SYS_futex, &zero, 0, 0, 0, 0, 0); }
            if (!strcmp(act, "babble")) for (;;) pass(1, bytes, count);
            if (!strcmp(act, "nothing")) _exit(0);
            if (!strcmp(act, "nonsense")) { pass(1, "nonsense", 8); _exit(0); }
            return pass(file, bytes, count);
        }
        """

    private static func request() throws -> VerificationRequest {
        var request = VerificationRequest(document: SignedSample.document, at: Instant(secondsSinceEpoch: 1_800_000_000))
        request.trust = [.init(domain: .public, bytes: SignedSample.root), .init(domain: .public, bytes: SignedSample.list)]
        return request
    }

    private static func run(_ act: String) throws -> DocumentWorker.Outcome {
        let environment = ["/usr/bin/env", "LD_PRELOAD=" + (try library.get())] + (act.isEmpty ? [] : ["ACT=" + act])
        return DocumentWorker.run(try request().encoded, command: environment + [Executable.path, VerifyWorkerCommand.name])
    }

    private static func indication(_ outcome: DocumentWorker.Outcome) -> String? {
        guard case .answer(let bytes) = outcome, let answer = VerificationAnswer(decoding: bytes) else { return nil }
        return (try? JSON(parsing: answer.report, maximumDepth: 64))?["indication"]?.string
    }

    @Test(arguments: ["", "harmless"]) func `a worker that does nothing wrong answers`(act: String) throws {
        #expect(Self.indication(try Self.run(act)) == "TOTAL-PASSED")
    }

    @Test(arguments: ["open", "create", "socket", "send", "fork", "exec", "kill"])
    func `a call that reaches out ends the worker`(act: String) throws {
        #expect(try Self.run(act) == .failure("forbidden call"))
        #expect(Self.indication(try Self.run("")) == "TOTAL-PASSED", "the next document is judged well")
    }

    @Test(arguments: [("abort", "crash"), ("dereference", "crash"), ("memory", "worker failure"), ("nothing", "worker failure")])
    func `a worker that crashes costs one answer`(act: String, word: String) throws {
        #expect(try Self.run(act) == .failure(word))
        #expect(Self.indication(try Self.run("")) == "TOTAL-PASSED")
    }

    @Test(.timeLimit(.minutes(1)), arguments: [("loop", 4.0...9.0, "time"), ("silence", 9.0...15.0, "time or memory")])
    func `a worker that does not come to an end is ended`(act: String, seconds: ClosedRange<Double>, word: String) throws {
        let clock = ContinuousClock()
        let began = clock.now
        #expect(try Self.run(act) == .failure(word))
        #expect(seconds.contains((clock.now - began) / .seconds(1)))
        #expect(Self.indication(try Self.run("")) == "TOTAL-PASSED")
    }

    @Test(.timeLimit(.minutes(1))) func `a worker that never stops talking is ended`() throws {
        #expect(try Self.run("babble") == .failure("time or memory"))
    }

    @Test func `an answer that is none is not taken for one`() throws {
        #expect(Self.indication(try Self.run("nonsense")) == nil)
        let refused = try JSON(parsing: Self.request().answer(failure: "crash").report)
        #expect(refused["indication"]?.string == "REFUSED" && refused["signatures"]?.array?.isEmpty == true)
        #expect(refused["reason"]?.string?.contains("crash") == true)
    }

    @Test func `what is sent comes over whole`() throws {
        var request = try Self.request()
        (request.name, request.content, request.revocation) = ("đơn.p7m", [1, 2, 0x0A], [[0x0A, 3], []])
        let sent = Array(request.encoded.joined())
        #expect(try Self.received(sent)?.encoded == request.encoded)
        #expect(try Self.received(sent + [0]) == nil)
        #expect(try Self.received(sent.dropLast()) == nil)
        #expect(try Self.received(Array(sent.prefix { $0 != 0x0A })) == nil)
        let answer = VerificationAnswer(report: [0x0A, 0])
        #expect(VerificationAnswer(decoding: answer.encoded) == answer)
        #expect(VerificationAnswer(decoding: Array("{}\n".utf8)) == nil)
    }

    /// What a worker makes of what it can read.
    private static func received(_ bytes: [UInt8]) throws -> VerificationRequest? {
        let file = FileManager.default.temporaryDirectory.appending(path: "idp-test-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        var input = RequestInput(handle.fileDescriptor)
        return VerificationRequest(decoding: &input)
    }
}
