internal import Foundation

/// The bodies of JSON that listeners send: whatever is taken is what Foundation reads in the same bytes, too, and within
/// the bounds.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBody(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    let value: JSONValue
    do throws(JSONError) {
        value = try JSONReader.read(bytes)
    } catch {
        precondition(error.description.utf8.count < 600 && error.path.description.count <= 100)
        return 0
    }
    precondition(depth(of: value) <= JSONReader.maximumDepth)
    let reference = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    precondition(reference.map { same(value, $0) } ?? false, "another value than Foundation's")
    if let join = try? JoinRequest(value), let position = join.position {
        precondition(abs(position.latitude) <= 90 && abs(position.longitude) <= 180)
    }
    if let report = try? ReportRequest(value) {
        precondition(ReportCategory.allCases.contains(report.category))
    }
    return 0
}

private func depth(of value: JSONValue) -> Int {
    switch value {
    case .null, .bool, .number, .string: 1
    case .array(let elements): 1 + (elements.map { depth(of: $0) }.max() ?? 0)
    case .object(let members): 1 + (members.values.map { depth(of: $0) }.max() ?? 0)
    }
}

private func same(_ value: JSONValue, _ other: Any) -> Bool {
    switch value {
    case .null: other is NSNull
    case .bool(let bool): (other as? NSNumber)?.boolValue == bool
    // Foundation rounds long numbers on the way through a decimal.
    case .number(let number): (other as? NSNumber).map { abs($0.doubleValue - number) <= abs(number) * 1e-12 } ?? false
    case .string(let text): other as? String == text
    case .array(let elements):
        (other as? [Any]).map { $0.count == elements.count && zip(elements, $0).allSatisfy { same($0, $1) } } ?? false
    case .object(let members):
        (other as? [String: Any]).map { object in
            // Foundation takes names that are equivalent for the same, and keeps one of them.
            let named = Dictionary(grouping: members, by: \.key.text)
            return object.count == named.count
                && named.allSatisfy { name, alike in
                    alike.contains { same($0.value, object[name] ?? Void.self) }
                }
        } ?? false
    }
}
