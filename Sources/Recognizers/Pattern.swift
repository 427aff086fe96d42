internal import CPCRE2

// Sendable and safe are right: `code` is written once, before the initializer returns, PCRE2 only
// reads compiled code while matching (pcre2api, "Multithreading"), and it is freed once.
/// A compiled regular expression (PCRE2, UTF, just-in-time compiled).
///
/// Unless the expression says otherwise, it ignores case, `^` and `$` match at lines, and `.`
/// matches line ends, as Presidio's recognizers expect.
@safe public final class Pattern: @unchecked Sendable {  // argued above
  let code: OpaquePointer
  /// The number of the group named `value`, which then is the finding; 0 for the whole match.
  let valueGroup: Int
  /// What a text must hold for a match to be possible.
  let requirements: TextRequirements

  /// Why an expression does not compile.
  public struct SyntaxError: Error, Sendable, Equatable {
    /// What PCRE2 says of it.
    public let message: String
    /// Where, in bytes of the expression.
    public let offset: Int
  }

  /// Compiles an expression.
  public init(_ expression: String) throws(SyntaxError) {
    var errorCode: Int32 = 0
    var errorOffset = 0
    let options =
      PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT | PCRE2_CASELESS
      | PCRE2_MULTILINE | PCRE2_DOTALL
    let bytes = Array(expression.utf8)
    // PCRE2 reads `count` units from the array and keeps no pointer to it.
    guard
      let compiled = unsafe bytes.withUnsafeBufferPointer({
        unsafe pcre2_compile_8(
          $0.baseAddress, bytes.count, UInt32(options), &errorCode, &errorOffset, nil)
      })
    else {
      throw SyntaxError(message: Self.message(errorCode), offset: errorOffset)
    }
    unsafe code = compiled
    // A pattern that cannot be compiled to machine code still matches, only slower.
    unsafe pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD))
    let group = unsafe pcre2_substring_number_from_name_8(compiled, Array("value\0".utf8))
    valueGroup = group > 0 ? Int(group) : 0
    unsafe requirements = TextRequirements(compiled, expression: expression)
  }

  deinit { unsafe pcre2_code_free_8(code) }

  /// How many groups a match of it has, the whole match counted.
  var groupCount: Int {
    var count: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    return Int(count) + 1
  }

  private static func message(_ errorCode: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = unsafe pcre2_get_error_message_8(errorCode, &buffer, buffer.count)
    return String(decoding: buffer.prefix(Int(max(0, length))), as: UTF8.self)
  }
}
