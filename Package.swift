// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

// Test code handles no memory of its own.
let tests: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "maskwire",
  products: [
    .executable(name: "maskwire", targets: ["maskwire"]),
    .library(name: "Dialects", targets: ["Dialects"]),
    .library(name: "FrameJSON", targets: ["FrameJSON"]),
    .library(name: "Guardrail", targets: ["Guardrail"]),
    .library(name: "Recognizers", targets: ["Recognizers"]),
    .library(name: "Tokens", targets: ["Tokens"]),
  ],
  dependencies: [
    // The command line: flags, help, version and shell completion.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // HMAC-SHA256, which names the tokens, and the SHA-256 in the checksums of crypto addresses.
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    // The log of `serve`, one line a connection and one a response.
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    // Sockets, HTTP and WebSocket framing of `serve` and `echo`.
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    // TLS to backends.
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    // Rule files, with the line of each node for error messages.
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(name: "CRules"),
    .target(
      name: "Recognizers",
      dependencies: [
        "CPCRE2", "CRules", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    .target(
      name: "Tokens",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(name: "FrameJSON", swiftSettings: strict),
    .target(name: "Dialects", dependencies: ["FrameJSON"], swiftSettings: strict),
    .target(
      name: "Guardrail",
      dependencies: ["Recognizers", "Tokens", "FrameJSON", "Dialects"],
      swiftSettings: strict),
    .target(name: "Transcripts", dependencies: ["FrameJSON"], swiftSettings: strict),
    .target(
      name: "Replay", dependencies: ["FrameJSON", "Guardrail", "Transcripts"],
      swiftSettings: strict),
    .target(
      name: "Verification",
      dependencies: [
        "Dialects", "FrameJSON", "Guardrail", "Recognizers", "Replay", "Tokens", "Transcripts",
      ],
      swiftSettings: strict),
    .target(name: "Echo", dependencies: ["Dialects", "FrameJSON"], swiftSettings: strict),
    .target(
      name: "Gateway",
      dependencies: [
        "Echo", "FrameJSON", "Guardrail", "Tokens", "Transcripts",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "maskwire",
      dependencies: [
        "Dialects", "Echo", "FrameJSON", "Gateway", "Guardrail", "Recognizers", "Replay", "Tokens",
        "Transcripts", "Verification",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: tests),
    .testTarget(
      name: "FrameJSONTests", dependencies: ["FrameJSON", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "DialectsTests", dependencies: ["Dialects", "FrameJSON"], swiftSettings: tests),
    .testTarget(
      name: "EchoTests", dependencies: ["Dialects", "Echo", "FrameJSON", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "RecognizersTests", dependencies: ["Recognizers", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "TokensTests", dependencies: ["Tokens", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "GuardrailTests",
      dependencies: [
        "Guardrail", "Recognizers", "Tokens", "FrameJSON", "Dialects", "TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "Gateway", "Tokens", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      swiftSettings: tests),
    .testTarget(
      name: "VerificationTests",
      dependencies: [
        "Dialects", "Guardrail", "Recognizers", "Replay", "Tokens", "Transcripts", "Verification",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "TranscriptsTests", dependencies: ["Transcripts", "TestSupport"],
      swiftSettings: tests),
  ],
  swiftLanguageModes: [.v6]
)
