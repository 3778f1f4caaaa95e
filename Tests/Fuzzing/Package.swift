// swift-tools-version:6.2
import PackageDescription

/// The parsers of documents, which are links to `Sources`, and what feeds them hostile input: a package of its own, since instrumented code
/// is another build, and needs none of the packages that the product needs. docs/decisions/0051; `scripts/fuzz` builds it.
let instrumentation = ["-sanitize=fuzzer,address"]
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Targets state properties in the words of a module's interior.
    .unsafeFlags(["-enable-testing"] + instrumentation),
]

let package = Package(
    name: "fuzzing",
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CFuzzer"),
        .target(name: "Primitives", swiftSettings: settings),
        .target(name: "PKI", dependencies: ["Primitives", "COpenSSL"], swiftSettings: settings),
        .target(name: "SignatureValidation", dependencies: ["Primitives", "PKI", "CLibXML2", "CZlib"], swiftSettings: settings),
        .executableTarget(
            name: "Fuzzing", dependencies: ["CFuzzer", "Primitives", "PKI", "SignatureValidation"], swiftSettings: settings,
            // The linker that is used otherwise fails on what the engine was compiled to.
            linkerSettings: [.unsafeFlags(instrumentation + ["-use-ld=lld"])]),
    ]
)
