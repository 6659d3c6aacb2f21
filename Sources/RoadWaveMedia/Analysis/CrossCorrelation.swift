/// The products of one signal with another at every shift, through the Fourier transform.
struct CrossCorrelation {
    private let products: [Float]
    private let size: Int

    /// Correlates `needle` with `haystack`, both real.
    init(needle: [Float], haystack: [Float]) {
        let fft = FFT(atLeast: needle.count + haystack.count)
        size = fft.size
        // Both real signals go through one complex transform, one in each part.
        var real = needle + [Float](repeating: 0, count: size - needle.count)
        var imaginary = haystack + [Float](repeating: 0, count: size - haystack.count)
        fft.forward(&real, &imaginary)
        Self.multiply(&real, &imaginary)
        fft.inverse(&real, &imaginary)
        products = real
    }

    /// The sum of `needle[i] * haystack[i + shift]`, times the size of the transform.
    func product(shift: Int) -> Double {
        Double(products[shift >= 0 ? shift : size + shift])
    }

    /// The factor that `product` carries.
    var scale: Double { Double(size) }

    /// Parts the spectra A and B of the two signals by their symmetry, and leaves conj(A)·B.
    private static func multiply(_ real: inout [Float], _ imaginary: inout [Float]) {
        let size = real.count
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
                var index = 0
                while index <= size / 2 {
                    let mirror = index == 0 ? 0 : size &- index
                    let needleReal = (real[index] + real[mirror]) / 2
                    let needleImaginary = (imaginary[index] - imaginary[mirror]) / 2
                    let haystackReal = (imaginary[index] + imaginary[mirror]) / 2
                    let haystackImaginary = (real[mirror] - real[index]) / 2
                    let productReal = needleReal * haystackReal + needleImaginary * haystackImaginary
                    let productImaginary = needleReal * haystackImaginary - needleImaginary * haystackReal
                    real[index] = productReal
                    imaginary[index] = productImaginary
                    real[mirror] = productReal
                    imaginary[mirror] = -productImaginary
                    index &+= 1
                }
                // The two bins that are their own mirror are real.
                imaginary[0] = 0
                imaginary[size / 2] = 0
            }
        }
    }
}
