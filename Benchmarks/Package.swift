// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "maskwire", path: "..")],
  targets: [
    // Counts what is allocated, in place of malloc and its kin.
    .target(name: "CAllocations"),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "CAllocations",
        .product(name: "Dialects", package: "maskwire"),
        .product(name: "FrameJSON", package: "maskwire"),
        .product(name: "Guardrail", package: "maskwire"),
        .product(name: "Recognizers", package: "maskwire"),
        .product(name: "Tokens", package: "maskwire"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
