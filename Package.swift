// swift-tools-version:6.2
import PackageDescription

/// The architecture, in one table: a module may import what its row lists, and nothing else.
/// `docs/architecture.md` draws it; the compiler holds it (`--explicit-target-dependency-import-check error`).
let modules: [(name: String, imports: [String])] = [
    // words
    ("Primitives", []),
    ("HTTP", ["Primitives", "HTTPTypes"]),
    ("TokenCrypto", ["Primitives", "COpenSSL", "CArgon2"]),
    ("Audit", ["Primitives", "TokenCrypto"]),
    // cores
    ("OAuth", ["Primitives", "HTTP", "HTTPTypes", "Audit", "TokenCrypto"]),
    ("Accounts", ["Primitives", "HTTP", "Audit", "TokenCrypto"]),
]

/// Executables: the only places where modules are wired together.
let executables: [(name: String, imports: [String])] = []

let tests: [(name: String, imports: [String])] = [
    ("AccountsTests", ["Accounts", "Primitives", "HTTP", "Audit", "TokenCrypto"]),
    ("ArchitectureTests", []),
    ("PrimitivesTests", ["Primitives"]),
]

/// Products of other packages that a row may name.
let products: [String: String] = [
    "HTTPTypes": "swift-http-types"
]

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func dependencies(_ imports: [String]) -> [Target.Dependency] {
    imports.map { name in
        if let package = products[name] { .product(name: name, package: package) } else { .init(stringLiteral: name) }
    }
}

let package = Package(
    name: "idp",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0")
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    ]
        + modules.map { .target(name: $0.name, dependencies: dependencies($0.imports), swiftSettings: settings) }
        + executables.map { .executableTarget(name: $0.name, dependencies: dependencies($0.imports), swiftSettings: settings) }
        + tests.map { .testTarget(name: $0.name, dependencies: dependencies($0.imports), swiftSettings: settings) }
)
