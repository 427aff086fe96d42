import Recognizers
import Testing

/// What the validator of that name says of a text.
func verdict(_ validator: String, _ text: String) throws -> Validation {
  let bytes = [UInt8](text.utf8)
  return try #require(Validator.named(validator)).check(bytes.span)
}
