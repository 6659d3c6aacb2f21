internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    /// A JSON body with sorted keys, ISO 8601 dates and unescaped slashes: the same value gives the same bytes.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        // Strings, integers and dates can always be encoded; only numbers that are not finite cannot.
        guard let body = ByteBuffer(json: value) else { return Response(status: .internalServerError) }
        return Response(
            status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
    }
}

extension ByteBuffer {
    /// A value as JSON; nil if it cannot be encoded.
    init?(json value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        guard let data = try? encoder.encode(value) else { return nil }
        self.init(bytes: data)
    }
}
