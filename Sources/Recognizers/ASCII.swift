/// Classes of ASCII bytes; a byte of a longer UTF-8 sequence is in none of them.
extension UInt8 {
  var isASCIIDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  var isASCIILower: Bool { self &- UInt8(ascii: "a") < 26 }

  var isASCIIUpper: Bool { self &- UInt8(ascii: "A") < 26 }

  var isASCIILetter: Bool { (self | 0x20).isASCIILower }

  var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }

  /// A capital letter as its small one, any other byte as it is.
  var asciiLowercased: UInt8 { isASCIIUpper ? self | 0x20 : self }

  /// The value of a hexadecimal digit of either case, or nil.
  var hexValue: UInt8? {
    if isASCIIDigit { return self - UInt8(ascii: "0") }
    let letter = (self | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }
}
