// swift-tools-version: 6.2
import PackageDescription

/// The same policy as the product's.
let policy: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// A package of its own, so that a build of the product does not pay for it. It knows the product as its users do: by
/// its binary, its HTTP API and its files.
let package = Package(
    name: "clientele-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "BareServer",
            dependencies: [.product(name: "Hummingbird", package: "hummingbird")], swiftSettings: policy),
        .executableTarget(
            name: "benchmarks",
            dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: policy),
    ],
    swiftLanguageModes: [.v6]
)
