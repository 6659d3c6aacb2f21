// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: Swift 6 language mode comes with the tools version.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A C library of the system: a module map and a commented `shim.h`, nothing compiled.
func cLibrary(_ name: String, pkgConfig: String?, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// See docs/decisions/runner.md, « Swift packages ».
let package = Package(
    name: "RoadWave",
    products: [
        .library(name: "RoadWave", targets: ["RoadWave"]),
        .library(name: "RoadWaveClient", targets: ["RoadWaveClient"]),
        .library(name: "Gherkin", targets: ["Gherkin"]),
        .library(name: "GherkinCommandLine", targets: ["GherkinCommandLine"]),
        .executable(name: "gherkin-run", targets: ["gherkin-run"]),
        .executable(name: "roadwave-server", targets: ["roadwave-server"]),
        .executable(name: "roadwave-bench", targets: ["roadwave-bench"]),
        .executable(name: "roadwave-convert", targets: ["roadwave-convert"]),
        .executable(name: "roadwave-load", targets: ["roadwave-load"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
    ],
    targets: [
        // The C libraries.
        cLibrary("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        cLibrary("CSRTP", pkgConfig: "libsrtp2", apt: "libsrtp2-dev"),
        cLibrary("COpus", pkgConfig: "opus", apt: "libopus-dev"),
        cLibrary("CFFmpeg", pkgConfig: "libavformat libavcodec libswresample libavutil", apt: "libavformat-dev"),
        cLibrary("CLAME", pkgConfig: "lame", apt: "libmp3lame-dev"),
        cLibrary("CEBUR128", pkgConfig: "libebur128", apt: "libebur128-dev"),
        cLibrary("CFileStatus", pkgConfig: nil, apt: "libc6-dev"),
        // Its pkg-config file has a flag that SwiftPM refuses; the headers and the library are in the default places.
        cLibrary("CHiredis", pkgConfig: nil, apt: "libhiredis-dev"),
        cLibrary("CPostgreSQL", pkgConfig: "libpq", apt: "libpq-dev"),

        // The language and the runner of the specification: knows nothing of radio.
        .target(name: "Gherkin", swiftSettings: settings),

        // Its command line, for the steps of any project.
        .target(
            name: "GherkinCommandLine",
            dependencies: ["Gherkin", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: settings),

        // Codecs and containers: no sockets, no domain.
        .target(
            name: "RoadWaveMedia", dependencies: ["CFFmpeg", "CLAME", "COpus"], swiftSettings: settings),

        // The sans-IO protocol core: no sockets, no clock.
        .target(name: "RoadWaveRTC", dependencies: ["COpenSSL", "CSRTP"], swiftSettings: settings),

        // The engine.
        .target(
            name: "RoadWave",
            dependencies: [
                "CFileStatus", "CHiredis", "COpenSSL", "CPostgreSQL", "RoadWaveMedia", "RoadWaveRTC",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "OrderedCollections", package: "swift-collections"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            resources: [
                // In the executable, which then is whole wherever it is copied.
                .embedInCode("API/Pages/Assets")
            ],
            swiftSettings: settings),

        // What an application does: publish and listen.
        .target(
            name: "RoadWaveClient",
            dependencies: [
                "RoadWaveMedia", "RoadWaveRTC",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),

        // What tests and the specification stand on: real servers as children, a bad network, HTTP from outside.
        .target(
            name: "RoadWaveTestServices",
            dependencies: [
                "RoadWaveMedia", "RoadWaveRTC",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),

        // The French steps and their drivers.
        .target(
            name: "StepDefinitions",
            dependencies: [
                "Gherkin", "RoadWave", "RoadWaveClient", "RoadWaveMedia", "RoadWaveRTC", "RoadWaveTestServices",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Drivers/Players/chromium_pages.py", "Drivers/Players/chromium_player.py"],
            swiftSettings: settings),

        // The command lines.
        .executableTarget(
            name: "gherkin-run", dependencies: ["Gherkin", "GherkinCommandLine", "StepDefinitions"],
            swiftSettings: settings),
        .executableTarget(
            name: "roadwave-server",
            dependencies: [
                "RoadWaveMedia", "RoadWave", "RoadWaveClient", "RoadWaveRTC",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "roadwave-bench",
            // Only what is measured: FFmpeg's libraries alone would add 29 MB to the peak of the Gherkin bench.
            dependencies: [
                "Gherkin",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "roadwave-convert",
            // Only what is measured, as above.
            dependencies: [
                "RoadWaveMedia",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "roadwave-load",
            dependencies: [
                "RoadWaveMedia", "RoadWaveClient", "RoadWaveRTC",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "Embed", dependencies: ["RoadWave"], path: "Examples/Embed", swiftSettings: settings),
        .executableTarget(
            name: "Bakery", dependencies: ["Gherkin", "GherkinCommandLine"], path: "Examples/Bakery",
            exclude: ["bakery.feature"], swiftSettings: settings),

        // The tests mirror the tree of Sources. All of them are linked into one program, whose width this one bounds.
        .target(name: "ParallelWidth", path: "Tests/ParallelWidth"),
        .testTarget(name: "RepositoryTests", swiftSettings: settings),
        .testTarget(
            name: "GherkinTests", dependencies: ["Gherkin", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .testTarget(
            name: "RoadWaveMediaTests", dependencies: ["CEBUR128", "RoadWaveMedia"], swiftSettings: settings),
        .testTarget(name: "RoadWaveBenchTests", dependencies: ["roadwave-bench"], swiftSettings: settings),
        .testTarget(name: "RoadWaveRTCTests", dependencies: ["RoadWaveRTC"], swiftSettings: settings),
        .testTarget(
            name: "RoadWaveTests",
            dependencies: [
                "RoadWaveMedia", "ParallelWidth", "RoadWave", "RoadWaveClient", "RoadWaveRTC", "RoadWaveTestServices",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RoadWaveClientTests",
            dependencies: [
                "RoadWaveMedia", "RoadWaveClient", "RoadWaveRTC", "RoadWaveTestServices",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RoadWaveTestServicesTests",
            dependencies: [
                "RoadWaveRTC", "RoadWaveTestServices",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "InteroperabilityTests",
            dependencies: [
                "RoadWaveMedia", "RoadWaveClient", "StepDefinitions", "RoadWaveRTC", "RoadWaveTestServices",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["Peers"],
            swiftSettings: settings),
        .testTarget(
            name: "StepDefinitionsTests",
            dependencies: ["Gherkin", "RoadWaveMedia", "RoadWaveTestServices", "StepDefinitions"],
            swiftSettings: settings),
    ]
)
