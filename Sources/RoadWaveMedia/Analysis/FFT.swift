internal import Foundation

/// The fast Fourier transform of complex numbers, in place, for a power of two (Cooley and Tukey, 1965).
///
/// Loops are over pointers and without overflow checks: they also run in debug builds, over hundreds of thousands of
/// points.
struct FFT {
    let size: Int
    /// cos and -sin of each angle of the first half turn.
    private let cosines: [Float]
    private let sines: [Float]

    /// A transform of at least `count` points: the next power of two.
    init(atLeast count: Int) {
        var size = 2
        while size < count { size *= 2 }
        self.size = size
        let step = 2 * Double.pi / Double(size)
        cosines = (0..<size / 2).map { Float(cos(Double($0) * step)) }
        sines = (0..<size / 2).map { Float(-sin(Double($0) * step)) }
    }

    /// Transforms `size` points; not scaled.
    func forward(_ real: inout [Float], _ imaginary: inout [Float]) {
        transform(&real, &imaginary)
    }

    /// The inverse of `forward`, but for a factor of `size`.
    func inverse(_ real: inout [Float], _ imaginary: inout [Float]) {
        // Swapping the parts before and after conjugates the transform.
        transform(&imaginary, &real)
    }

    private func transform(_ real: inout [Float], _ imaginary: inout [Float]) {
        guard real.count == size, imaginary.count == size else { return }
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                cosines.withUnsafeBufferPointer { cosines in
                    sines.withUnsafeBufferPointer { sines in
                        guard let real = real.baseAddress, let imaginary = imaginary.baseAddress,
                            let cosines = cosines.baseAddress, let sines = sines.baseAddress
                        else { return }
                        reverseBits(real, imaginary)
                        combine(real, imaginary, cosines, sines)
                    }
                }
            }
        }
    }

    private func reverseBits(_ real: UnsafeMutablePointer<Float>, _ imaginary: UnsafeMutablePointer<Float>) {
        var reversed = 0
        var index = 0
        while index < size {
            if index < reversed {
                (real[index], real[reversed]) = (real[reversed], real[index])
                (imaginary[index], imaginary[reversed]) = (imaginary[reversed], imaginary[index])
            }
            // Counts up from the high bit down.
            var bit = size >> 1
            while bit > 0, reversed & bit != 0 {
                reversed ^= bit
                bit >>= 1
            }
            reversed |= bit
            index &+= 1
        }
    }

    private func combine(
        _ real: UnsafeMutablePointer<Float>, _ imaginary: UnsafeMutablePointer<Float>,
        _ cosines: UnsafePointer<Float>, _ sines: UnsafePointer<Float>
    ) {
        var half = 1
        while half < size {
            let stride = size / (2 &* half)
            var start = 0
            while start < size {
                var offset = 0
                while offset < half {
                    let cosine = cosines[offset &* stride]
                    let sine = sines[offset &* stride]
                    let upper = start &+ offset
                    let lower = upper &+ half
                    let turnedReal = real[lower] * cosine - imaginary[lower] * sine
                    let turnedImaginary = real[lower] * sine + imaginary[lower] * cosine
                    real[lower] = real[upper] - turnedReal
                    imaginary[lower] = imaginary[upper] - turnedImaginary
                    real[upper] += turnedReal
                    imaginary[upper] += turnedImaginary
                    offset &+= 1
                }
                start &+= 2 &* half
            }
            half &*= 2
        }
    }
}
