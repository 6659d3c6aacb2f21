internal import Foundation

/// How loud a programme is from 10 ms to 10 ms: enough to find its silences, to measure its loudness with any of them left
/// out, and to foresee what a limiter will do.
///
/// Six bytes a cell: 2.2 MB an hour, 28 MB for 13 hours.
public struct LevelTrack: Sendable, Hashable {
    /// 10 ms of a programme, in hundredths of a decibel.
    struct Cell: Sendable, Hashable {
        /// The K-weighted level of each channel alone, in LUFS; ``silent`` for digital silence.
        var left: Int16
        var right: Int16
        /// The largest sample of both channels, in dBFS; ``silent`` for digital silence.
        var peak: Int16

        /// -327.68: what no sound has.
        static let silent = Int16.min

        static func hundredths(_ decibels: Double) -> Int16 {
            decibels.isFinite ? Int16(max(-32_767, min(32_767, (decibels * 100).rounded()))) : silent
        }
    }

    /// Frames of a cell at 48 kHz: 10 ms.
    public static let cellFrames = KWeighting.cellFrames

    var cells: [Cell] = []
    /// Frames that were measured; those of the last cell may be fewer than it holds.
    public internal(set) var frameCount: Int64 = 0

    /// A track of nothing.
    public init() {}

    /// 10^(x/1000) for each number of hundredths of a decibel: a search goes over millions of cells, some of them often.
    private static let ratios: [Float] = (Int(Int16.min)...Int(Int16.max)).map { hundredths in
        hundredths == Int(Cell.silent) ? 0 : Float(pow(10, Double(hundredths) / 1_000))
    }
    private static let powerOfZero = Decibels.meanSquare(ofLoudness: 0)

    /// The K-weighted mean squares of both channels of a cell.
    func powers(of cell: Int) -> (left: Double, right: Double) {
        (Self.power(cells[cell].left), Self.power(cells[cell].right))
    }

    /// The largest sample of a cell, linear.
    func peak(of cell: Int) -> Double { Double(Self.ratio(cells[cell].peak)).squareRoot() }

    private static func power(_ hundredths: Int16) -> Double { Double(ratio(hundredths)) * powerOfZero }

    private static func ratio(_ hundredths: Int16) -> Float { ratios[Int(hundredths) - Int(Int16.min)] }
}

extension LevelTrack: Codable {
    private enum CodingKeys: String, CodingKey {
        case frames
        case cells
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        frameCount = try container.decode(Int64.self, forKey: .frames)
        let bytes = [UInt8](try container.decode(Data.self, forKey: .cells))
        guard bytes.count.isMultiple(of: 6) else {
            throw DecodingError.dataCorruptedError(
                forKey: .cells, in: container, debugDescription: "levels have six bytes a cell")
        }
        func number(_ index: Int) -> Int16 { Int16(bitPattern: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8) }
        cells = stride(from: 0, to: bytes.count, by: 6).map {
            Cell(left: number($0), right: number($0 + 2), peak: number($0 + 4))
        }
    }

    /// Writes the cells as bytes, the low one of each number first.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(frameCount, forKey: .frames)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cells.count * 6)
        for cell in cells {
            for number in [cell.left, cell.right, cell.peak] { bytes.append(littleEndian: UInt16(bitPattern: number)) }
        }
        try container.encode(Data(bytes), forKey: .cells)
    }
}
