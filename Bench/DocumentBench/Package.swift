// swift-tools-version:6.2
import PackageDescription

/// The judgement of documents, whose modules are links to `Sources`, and a loop around it: it measures without the start of a process.
/// `Bench/documents` builds it, so that the product's own build has nothing of it.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "document-bench",
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .target(name: "Primitives", swiftSettings: settings),
        .target(name: "PKI", dependencies: ["Primitives", "COpenSSL"], swiftSettings: settings),
        .target(name: "SignatureValidation", dependencies: ["Primitives", "PKI", "CLibXML2", "CZlib"], swiftSettings: settings),
        .executableTarget(name: "DocumentBench", dependencies: ["Primitives", "PKI", "SignatureValidation"], swiftSettings: settings),
    ]
)
