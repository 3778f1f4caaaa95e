// swift-tools-version:6.2
import PackageDescription

/// The architecture, in one table: a module may import what its row lists, and nothing else.
/// `docs/architecture.md` draws it; the compiler holds it (`--explicit-target-dependency-import-check error`).
let modules: [(name: String, imports: [String])] = [
    // words
    ("Primitives", []),
    ("HTTP", ["Primitives", "HTTPTypes"]),
    ("TokenCrypto", ["Primitives", "COpenSSL", "CArgon2"]),
    ("PKI", ["Primitives", "COpenSSL"]),
    ("Audit", ["Primitives", "TokenCrypto"]),
    // cores
    ("OAuth", ["Primitives", "HTTP", "HTTPTypes", "Audit", "TokenCrypto", "PKI"]),
    ("Accounts", ["Primitives", "HTTP", "Audit", "TokenCrypto"]),
    ("SignatureValidation", ["Primitives", "TokenCrypto", "PKI", "CLibXML2", "CZlib"]),
    // faces
    ("Web", ["Primitives", "HTTP", "HTTPTypes", "Audit", "TokenCrypto", "OAuth", "Accounts", "SignatureValidation", "Mustache"]),
    (
        "SignaturesAPI",
        ["Primitives", "HTTP", "HTTPTypes", "Audit", "TokenCrypto", "OAuth", "Accounts", "SignatureValidation"]
    ),
    // storage: the SQL once, a driver each
    ("Storage", ["Primitives", "Audit", "TokenCrypto", "OAuth", "Accounts"]),
    ("StorageSQLite", ["Primitives", "Storage", "CSQLite"]),
    // rim
    ("Outbound", ["Primitives", "Audit", "TokenCrypto", "OAuth", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "Logging", "ServiceLifecycle"]),
    (
        "Server",
        ["Primitives", "HTTP", "HTTPTypes", "Logging", "NIOCore", "NIOExtras", "NIOHTTP1", "NIOPosix", "NIOSSL", "ServiceLifecycle"]
    ),
    // for portals, which know the provider only by its wire
    ("RelyingParty", ["Primitives", "HTTP", "TokenCrypto", "AsyncHTTPClient", "NIOCore", "NIOHTTP1"]),
]

/// Files that are compiled into a module, so that the executable needs no folder beside it.
let embedded: [String: [Resource]] = [
    "IdP": [.embedInCode("Demo/agencies.csv")],
    "Web": [.embedInCode("Assets"), .embedInCode("Localization/Catalogues"), .embedInCode("Templates")],
]

/// Executables: the only places where modules are wired together.
let executables: [(name: String, imports: [String])] = [
    (
        "DemoPortal",
        [
            "Primitives", "HTTP", "TokenCrypto", "RelyingParty", "ArgumentParser", "HTTPTypes", "Hummingbird", "HummingbirdCore",
            "Logging", "NIOCore", "NIOPosix", "ServiceLifecycle", "UnixSignals",
        ]
    ),
    (
        "IdP",
        [
            "Primitives", "HTTP", "HTTPTypes", "Audit", "TokenCrypto", "PKI", "OAuth", "Accounts", "SignatureValidation", "SignaturesAPI",
            "Web",
            "Storage", "StorageSQLite", "Outbound", "Server", "ArgumentParser", "Logging", "ServiceLifecycle", "UnixSignals", "Yams",
        ]
    ),
]

let tests: [(name: String, imports: [String])] = [
    ("AccountsTests", ["Accounts", "Primitives", "HTTP", "Audit", "TokenCrypto", "OAuth", "Storage", "StorageSQLite"]),
    ("ArchitectureTests", []),
    (
        "AttackTests",
        ["Primitives", "HTTP", "Audit", "TokenCrypto", "PKI", "OAuth", "SignatureValidation", "Storage", "StorageSQLite"]
    ),
    ("ConformanceTests", ["Primitives", "TokenCrypto"]),
    (
        "DemoPortalTests",
        ["DemoPortal", "RelyingParty", "Primitives", "HTTP", "TokenCrypto", "HTTPTypes", "Hummingbird", "Logging", "NIOCore"]
    ),
    (
        "IdPTests",
        [
            "IdP", "ArgumentParser", "Audit", "HTTP", "HTTPTypes", "Logging", "OAuth", "PKI", "Primitives", "Server", "Storage",
            "StorageSQLite", "TokenCrypto",
        ]
    ),
    (
        "OAuthTests",
        ["OAuth", "Primitives", "HTTP", "HTTPTypes", "TokenCrypto", "Audit", "Accounts", "Storage", "StorageSQLite"]
    ),
    (
        "OutboundTests",
        ["Outbound", "Primitives", "Audit", "TokenCrypto", "OAuth", "Storage", "StorageSQLite", "Logging", "NIOCore", "NIOPosix"]
    ),
    ("PKITests", ["Primitives", "PKI"]),
    ("PrimitivesTests", ["Primitives"]),
    ("RelyingPartyTests", ["RelyingParty", "Primitives", "HTTP", "TokenCrypto", "HTTPTypes", "Hummingbird", "Logging", "NIOCore"]),
    ("ServerTests", ["Server", "Primitives", "HTTP", "HTTPTypes", "Logging", "NIOCore", "NIOPosix", "ServiceLifecycle"]),
    ("SignatureValidationTests", ["Primitives", "TokenCrypto", "PKI", "SignatureValidation"]),
    ("StorageTests", ["Primitives", "Audit", "TokenCrypto", "OAuth", "Accounts", "Storage", "StorageSQLite"]),
    ("TokenCryptoTests", ["Primitives", "TokenCrypto"]),
    ("WebTests", ["Accounts", "HTTP", "HTTPTypes", "OAuth", "Primitives", "Web"]),
]

/// Products of other packages that a row may name.
let products: [String: String] = [
    "ArgumentParser": "swift-argument-parser",
    "AsyncHTTPClient": "async-http-client",
    "HTTPTypes": "swift-http-types",
    "Hummingbird": "hummingbird",
    "HummingbirdCore": "hummingbird",
    "Logging": "swift-log",
    "Mustache": "swift-mustache",
    "NIOCore": "swift-nio",
    "NIOExtras": "swift-nio-extras",
    "NIOHTTP1": "swift-nio",
    "NIOPosix": "swift-nio",
    "NIOSSL": "swift-nio-ssl",
    "ServiceLifecycle": "swift-service-lifecycle",
    "UnixSignals": "swift-service-lifecycle",
    "Yams": "Yams",
]

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Released executables carry Swift's runtime and library: they run where no toolchain is, and a sign-on costs a sixth less, since calls
/// into the runtime no longer go through the tables of a shared library. Debug builds stay as the tests need them. docs/decisions/0053.
let standalone: (compile: [SwiftSetting], link: [LinkerSetting]) = (
    [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))], [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]
)

func dependencies(_ imports: [String]) -> [Target.Dependency] {
    imports.map { name in
        if let package = products[name] { .product(name: name, package: package) } else { .init(stringLiteral: name) }
    }
}

let package = Package(
    name: "idp",
    products: [
        .executable(name: "idp", targets: ["IdP"]),
        .executable(name: "demo-portal", targets: ["DemoPortal"]),
        .library(name: "RelyingParty", targets: ["RelyingParty"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    ]
        + modules.map {
            .target(name: $0.name, dependencies: dependencies($0.imports), resources: embedded[$0.name], swiftSettings: settings)
        }
        + executables.map {
            .executableTarget(
                name: $0.name, dependencies: dependencies($0.imports), resources: embedded[$0.name],
                swiftSettings: settings + standalone.compile, linkerSettings: standalone.link)
        }
        + tests.map { .testTarget(name: $0.name, dependencies: dependencies($0.imports), swiftSettings: settings) }
)
