internal import CFuzzer
internal import Foundation

// fuzzing --target=NAME --genuine=FOLDER… [what the engine understands]
//
// The engine passes over what begins with two dashes. docs/decisions/0051.

/// The values of an option that may stand there several times.
func values(of option: String) -> [String] {
    CommandLine.arguments.compactMap { $0.hasPrefix("--\(option)=") ? String($0.dropFirst(option.count + 3)) : nil }
}

/// The files right inside a folder, in the order of their names.
func files(in folder: String) throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
        try Array(Data(contentsOf: URL(filePath: folder).appending(path: name)))
    }
}

guard let name = values(of: "target").first, let kind = FuzzTargets.all[name] else {
    FileHandle.standardError.write(Data("usage: --target=\(FuzzTargets.all.keys.sorted().joined(separator: "|"))\n".utf8))
    exit(2)
}
unsafe Attempt.target = kind.init(genuine: Genuine(files: try values(of: "genuine").flatMap(files)))

var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
exit(unsafe LLVMFuzzerRunDriver(&count, &arguments, { bytes, count in unsafe Attempt.run(bytes, count) }))
