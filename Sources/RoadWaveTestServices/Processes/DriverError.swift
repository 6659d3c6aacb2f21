/// What kept a driver from acting: a test or a scenario cannot go on (not a failed assertion).
package struct DriverError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
