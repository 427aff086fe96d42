/// E-mail addresses: RFC 5321 lengths, RFC 1035 labels, RFC 6531 for other scripts.
///
/// An address has no checksum. What is sorted out here are the many things of source code and
/// systems that have the same shape: `icon@2x.png`, `pkg@1.2.3-beta.4`, `getty@tty1.service`.
enum EmailAddress {
  /// Longer than the 64 of RFC 5321, so that an address with a long mark behind `+` goes whole.
  private static let longestLocalPart = 100

  static func check(_ candidate: Span<UInt8>) -> Validation {
    guard let at = lastAt(candidate), at > 0, at <= longestLocalPart, candidate.count - at <= 254
    else {
      return .invalid
    }
    if !isLocalPart(candidate.extracting(0..<at)) { return .invalid }
    return isDomain(candidate.extracting((at + 1)..<candidate.count)) ? .plausible : .invalid
  }

  private static func lastAt(_ bytes: Span<UInt8>) -> Int? {
    var found: Int?
    for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "@") { found = index }
    return found
  }

  private static func isLocalPart(_ bytes: Span<UInt8>) -> Bool {
    let dot = UInt8(ascii: ".")
    if bytes[0] == dot || bytes[bytes.count - 1] == dot { return false }
    for index in 1..<max(1, bytes.count) where bytes[index] == dot && bytes[index - 1] == dot {
      return false
    }
    return true
  }

  private static func isDomain(_ bytes: Span<UInt8>) -> Bool {
    var start = 0
    var labels = 0
    var numericLabels = 0
    var retinaLabel = false
    // A file may be named after an address: `jane@acme.org.csv`.
    var holdsTopLevel = false
    var index = 0
    while index <= bytes.count {
      let separator = index == bytes.count ? 1 : dotLength(bytes, at: index)
      if separator > 0 {
        let label = bytes.extracting(start..<index)
        if !isLabel(label) { return false }
        if index == bytes.count {
          if labels == 0 || !(isTopLevel(label) || holdsTopLevel) { return false }
          // `pkg@4.17.beta`, `icon@2x.foo`: versions and scale factors, not hosts.
          return numericLabels < 2 && !(retinaLabel && labels == 1)
        }
        if labels > 0, isTopLevel(label) { holdsTopLevel = true }
        labels += 1
        if isNumeric(label) { numericLabels += 1 }
        if isScaleFactor(label) { retinaLabel = true }
        start = index + separator
        index = start
      } else {
        index += 1
      }
    }
    return false
  }

  /// The length of a dot at that place: ASCII, or one of the three that IDNA reads as a dot.
  private static func dotLength(_ bytes: Span<UInt8>, at index: Int) -> Int {
    if bytes[index] == UInt8(ascii: ".") { return 1 }
    guard index + 2 < bytes.count else { return 0 }
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x8E), (0xEF, 0xBD, 0xA1): return 3
    default: return 0
    }
  }

  private static func isLabel(_ label: Span<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    guard label.count > 0, label.count <= 63 else { return false }
    return label[0] != hyphen && label[label.count - 1] != hyphen
  }

  private static func isNumeric(_ label: Span<UInt8>) -> Bool {
    (0..<label.count).allSatisfy { label[$0].isASCIIDigit }
  }

  private static func isScaleFactor(_ label: Span<UInt8>) -> Bool {
    let last = label.count - 1
    return last > 0 && label[last] | 0x20 == UInt8(ascii: "x")
      && isNumeric(label.extracting(0..<last))
  }

  private static func isTopLevel(_ label: Span<UInt8>) -> Bool {
    var isASCII = true
    for index in 0..<label.count {
      let byte = label[index]
      if byte >= 0x80 { isASCII = false }
    }
    if !isASCII { return true }
    if label.count < 2 { return false }
    if label.count > 4, label[0] | 0x20 == UInt8(ascii: "x"), label[1] | 0x20 == UInt8(ascii: "n"),
      label[2] == UInt8(ascii: "-"), label[3] == UInt8(ascii: "-")
    {
      return true
    }
    for index in 0..<label.count where !label[index].isASCIILetter { return false }
    return label.count == 2 ? countries.contains(label) : !notTopLevel.contains(label)
  }

  /// The two-letter top-level domains of the IANA root zone.
  private static let countries = FixedWords(
    """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs
    bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec
    ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy
    hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz
    la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx
    my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re
    ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th
    tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    """)

  /// File endings, systemd units and words of source code that are no top-level domains.
  private static let notTopLevel = FixedWords(
    """
    png jpg jpeg gif svg webp bmp ico icns tif tiff avif heic psd eps pdf doc docx xls xlsx ppt
    pptx odt ods csv tsv txt log rtf tex html htm xhtml css scss sass less jsx tsx mjs cjs mts cts
    vue svelte json jsonl ndjson yaml yml toml ini cfg conf config lock xml xsd xsl plist map wasm
    java jar war class kts swift cpp hpp cxx hxx php phtml rb erb lua pyc pyi pyx ipynb whl egg
    gem tar tgz gzip zst bak tmp temp old orig rej diff patch sql sqlite dll exe bin elf dylib
    obj lib dat db deb rpm apk ipa dmg iso img msi bat cmd ps1 zsh bash fish mdx rst adoc proto
    graphql gql snap spec test.js tpl tmpl hbs ejs pug woff woff2 ttf otf eot mp3 mp4 m4a wav ogg
    flac avi mkv webm service socket timer target mount automount swap slice scope device path
    length size value values get set push pop map filter reduce foreach then catch call apply
    bind prototype transpose weight weights bias shape dtype data grad self this props state
    current default exports string number boolean null true false undefined int float bool
    prevent stop once capture passive click input change submit keyup keydown
    """)
}
