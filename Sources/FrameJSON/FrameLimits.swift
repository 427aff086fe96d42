/// What one frame may hold before it is refused.
public struct FrameLimits: Sendable, Equatable {
  /// Longest frame, in bytes. Without it one frame could take all memory. Default 64 MiB: several
  /// images in one request fit.
  public var frameBytes = 64 << 20
  /// Deepest nesting of objects and arrays. Without it a few kilobytes of brackets could exhaust
  /// the stack of whoever reads the frame next. Default 128: ten times what clients send.
  public var depth = 128
  /// Most values, counting each object, array and scalar. Without it a frame of `[0,0,…]` would
  /// cost many times its own size. Default 1,000,000.
  public var values = 1_000_000
  /// Longest string that is scanned for findings, in bytes of its decoded text. Without it one
  /// string could take the whole work budget. Media and ciphertext may be as long as the frame.
  /// Default 16 MiB.
  public var scannedTextBytes = 16 << 20
  /// Whether an object that names a key twice is refused: readers disagree on which one counts, so
  /// a value could hide in the other. Default true.
  public var refusesDuplicateKeys = true

  /// The defaults.
  public init() {}
}
