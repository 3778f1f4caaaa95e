internal import Glibc

/// What the kernel says of this process. proc(5).
enum ProcessFigures {
    static func text() -> String {
        var lines: [String] = []
        if let bytes = residentBytes() {
            lines += ["# TYPE process_resident_memory_bytes gauge", "process_resident_memory_bytes \(bytes)"]
        }
        if let seconds = processorSeconds() {
            lines += ["# TYPE process_cpu_seconds_total counter", "process_cpu_seconds_total \(seconds)"]
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func residentBytes() -> Int? {
        guard let text = read("/proc/self/statm"), let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            return nil
        }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func processorSeconds() -> Double? {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
        return user + Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
    }

    private static func read(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
