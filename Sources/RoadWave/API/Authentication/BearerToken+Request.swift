internal import HTTPTypes
internal import Hummingbird

extension BearerToken {
    /// Nil if the request has no valid one.
    init?(_ request: Request) {
        self.init(headers: request.headers[values: .authorization])
    }
}
