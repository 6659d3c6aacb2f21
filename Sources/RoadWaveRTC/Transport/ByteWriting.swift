extension [UInt8] {
    /// Appends an integer in network byte order.
    mutating func append(bigEndian value: some FixedWidthInteger) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Overwrites two bytes in network byte order; does nothing when they are not both there.
    mutating func overwrite(at index: Int, bigEndian value: UInt16) {
        guard index >= 0, index + 1 < count else { return }
        self[index] = UInt8(value >> 8)
        self[index + 1] = UInt8(value & 0xFF)
    }
}
