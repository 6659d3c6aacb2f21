internal import HTTPTypes
internal import Hummingbird

extension BearerToken {
    /// Nil where a request has none that can be taken.
    init?(_ request: Request) {
        self.init(headers: request.headers[values: .authorization])
    }
}
