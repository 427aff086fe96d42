internal import NIOHTTP1

/// The models of one connection.
struct ConnectionModels: Sendable, Equatable {
  /// What its frames may use: one is enforced, several are an allow list, none allows any.
  let allowed: [String]
  /// The query for the backend.
  let query: String?

  /// - Parameters:
  ///   - query: The client's query, without `?`.
  ///   - served: The models of `--model`.
  /// - Throws: The answer to an upgrade that asks for a model that it may not have.
  init(query: String?, served: [String]) throws(HTTPAnswer) {
    let named = try query.map { text throws(HTTPAnswer) in try UpgradeQuery.model(in: text) } ?? nil
    if let named {
      guard served.isEmpty || served.contains(where: { UpgradeQuery.isSame($0, named) }) else {
        throw HTTPAnswer(
          .forbidden, "model", "the model is not one of those that may be used here.")
      }
      allowed = [named]
      self.query = query
    } else {
      allowed = served
      self.query =
        served.count == 1 ? UpgradeQuery.appending(model: served[0], to: query) : query
    }
  }
}
