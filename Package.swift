// swift-tools-version: 6.2
import PackageDescription

/// The policy for every target of ours: strict imports, and a warning is an error.
let policy: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let kernel: [Target.Dependency] = ["CRMCore", "CRMDatabase", "CRMPlatform"]
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

/// The import rules of `docs/architecture.md` in one place; `scripts/check-imports` holds the sources to them.
let package = Package(
    name: "clientele",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "clientele", targets: ["clientele"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The systems' C libraries.
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),

        // The kernel: values, pure science, the database, the platform.
        .target(name: "CRMCore", swiftSettings: policy),
        .target(name: "CRMScience", dependencies: ["CRMCore"], swiftSettings: policy),
        .target(name: "CRMDatabase", dependencies: ["CRMCore"], swiftSettings: policy),
        .target(name: "CRMSQLite", dependencies: ["CRMCore", "CRMDatabase", "CSQLite"], swiftSettings: policy),
        .target(name: "CRMPostgres", dependencies: ["CRMCore", "CRMDatabase", "CLibPQ"], swiftSettings: policy),
        .target(
            name: "CRMPlatform",
            dependencies: [
                "CRMCore", "CRMDatabase", hummingbird, logging, lifecycle, crypto,
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ],
            swiftSettings: policy),

        // The contexts: one folder a feature.
        .target(name: "CRMCustomers", dependencies: kernel, swiftSettings: policy),
        .target(name: "CRMCommerce", dependencies: kernel, swiftSettings: policy),
        .target(name: "CRMInsight", dependencies: kernel + ["CRMScience", "CRMCommerce"], swiftSettings: policy),
        .target(
            name: "CRMEngagement", dependencies: kernel + ["CRMScience", "CRMInsight", "CRMCommerce"],
            swiftSettings: policy),
        .target(name: "CRMGovernance", dependencies: kernel + [crypto], swiftSettings: policy),

        // The composition root and the command line.
        .target(
            name: "CRMApp",
            dependencies: kernel + [
                "CRMScience", "CRMSQLite", "CRMPostgres", "CRMCustomers", "CRMCommerce", "CRMInsight",
                "CRMEngagement", "CRMGovernance", hummingbird, logging, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: policy),
        .executableTarget(
            name: "clientele",
            dependencies: ["CRMApp", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: policy),

        // Tests.
        .target(
            name: "CRMTesting", dependencies: ["CRMCore", "CRMDatabase", "CRMSQLite", "CRMPostgres"],
            swiftSettings: policy),
        .testTarget(
            name: "CRMDatabaseTests",
            dependencies: ["CRMCore", "CRMDatabase", "CRMSQLite", "CRMPostgres", "CRMTesting"], swiftSettings: policy),
        .testTarget(name: "CRMCoreTests", dependencies: ["CRMCore"], swiftSettings: policy),
        .testTarget(name: "CRMScienceTests", dependencies: ["CRMCore", "CRMScience"], swiftSettings: policy),
        .testTarget(name: "CRMGovernanceTests", dependencies: ["CRMCore", "CRMGovernance"], swiftSettings: policy),
        .testTarget(
            name: "CRMAppTests",
            dependencies: kernel + [
                "CRMApp", "CRMScience", "CRMCommerce", "CRMCustomers", "CRMEngagement", "CRMGovernance", "CRMInsight",
                "CRMTesting", hummingbird, logging,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            swiftSettings: policy),
        .testTarget(
            name: "ClienteleTests", dependencies: ["clientele", "CRMCore", "CRMDatabase", "CRMSQLite", "CRMTesting"],
            swiftSettings: policy),
    ],
    swiftLanguageModes: [.v6]
)
