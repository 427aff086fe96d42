internal import CPCRE2

/// The memory that matching needs: match data, limits and the stack of compiled code. It belongs
/// to one task at a time and is used again for every text.
///
/// Each object of PCRE2 is made in the initializer, used by this class alone and freed once, in
/// `deinit`: hence `@safe`.
@safe final class Matcher {
  private let data: OpaquePointer
  private let context: OpaquePointer
  private let stack: OpaquePointer?
  private let limits: MatchLimits

  /// What one call of PCRE2 says.
  enum Outcome {
    case match(start: Int, end: Int, valueStart: Int, valueEnd: Int)
    case none
    case limit
    /// More text could still make a match of what starts there.
    case partial(start: Int)
  }

  /// Bytes of stack for compiled code: PCRE2 starts with the first and grows to the second.
  private static let stackBytes = (start: 32 << 10, most: 512 << 10)

  init(groups: Int, limits: MatchLimits) {
    self.limits = limits
    guard let data = unsafe pcre2_match_data_create_8(UInt32(groups), nil),
      let context = unsafe pcre2_match_context_create_8(nil)
    else { preconditionFailure("out of memory") }
    unsafe self.data = data
    unsafe self.context = context
    unsafe stack = unsafe pcre2_jit_stack_create_8(Self.stackBytes.start, Self.stackBytes.most, nil)
    unsafe pcre2_set_match_limit_8(context, limits.steps)
    unsafe pcre2_set_depth_limit_8(context, limits.matchDepth)
    unsafe pcre2_set_heap_limit_8(context, limits.heapKiB)
    // With no callback PCRE2 takes the third argument as the stack itself.
    unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_jit_stack_free_8(stack)
  }

  /// Looks for a match that starts in `starts`, all in bytes; the text is valid UTF-8 and the
  /// bounds are at characters.
  ///
  /// - Parameter isOpen: Whether the text goes on: then a match that it could change is none yet.
  func match(
    _ pattern: Pattern, _ text: Span<UInt8>, starts: Range<Int>, isOpen: Bool = false
  ) -> Outcome {
    unsafe pcre2_set_offset_limit_8(context, starts.upperBound)
    // PCRE2 reads the text during the call only. The caller has checked that it is UTF-8.
    let result = unsafe text.withUnsafeBufferPointer {
      unsafe pcre2_match_8(
        pattern.code, $0.baseAddress, $0.count, starts.lowerBound,
        UInt32(PCRE2_NO_UTF_CHECK) | (isOpen ? UInt32(PCRE2_PARTIAL_HARD) : 0), data, context)
    }
    if result == PCRE2_ERROR_NOMATCH { return .none }
    if result == PCRE2_ERROR_PARTIAL, let offsets = unsafe pcre2_get_ovector_pointer_8(data) {
      return .partial(start: unsafe offsets[0])
    }
    guard result > 0 else { return .limit }
    // The vector has two entries for each group that the pattern has, and the data is large
    // enough for every pattern of the set.
    let offsets = unsafe pcre2_get_ovector_pointer_8(data)
    guard let offsets = unsafe offsets else { return .limit }
    let start = unsafe offsets[0]
    let end = unsafe offsets[1]
    let group = pattern.valueGroup
    guard group > 0, Int(result) > group else {
      return .match(start: start, end: end, valueStart: start, valueEnd: end)
    }
    let valueStart = unsafe offsets[2 * group]
    guard valueStart != Int.max, valueStart != Int(bitPattern: UInt.max) else {
      return .match(start: start, end: end, valueStart: start, valueEnd: end)
    }
    return .match(
      start: start, end: end, valueStart: valueStart, valueEnd: unsafe offsets[2 * group + 1])
  }
}
