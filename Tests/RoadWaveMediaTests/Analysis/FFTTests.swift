import Foundation
import Testing

@testable import RoadWaveMedia

@Suite("FFT")
struct FFTTests {
    @Test("it agrees with the definition of the discrete transform")
    func definition() {
        let size = 16
        let fft = FFT(atLeast: size)
        var real = (0..<size).map { Float(sin(Double($0 * $0))) }
        var imaginary = (0..<size).map { Float(cos(Double(3 * $0))) }
        let (inputReal, inputImaginary) = (real, imaginary)
        fft.forward(&real, &imaginary)
        for bin in 0..<size {
            var sum = (real: 0.0, imaginary: 0.0)
            for index in 0..<size {
                let angle = -2 * Double.pi * Double(bin * index) / Double(size)
                let (a, b) = (Double(inputReal[index]), Double(inputImaginary[index]))
                sum.real += a * cos(angle) - b * sin(angle)
                sum.imaginary += a * sin(angle) + b * cos(angle)
            }
            #expect(abs(sum.real - Double(real[bin])) < 1e-4)
            #expect(abs(sum.imaginary - Double(imaginary[bin])) < 1e-4)
        }
    }

    @Test("the inverse gives the signal back, times its size")
    func inverse() {
        let fft = FFT(atLeast: 1000)
        #expect(fft.size == 1024)
        let signal = (0..<1024).map { Float($0 % 37) - 18 }
        var real = signal
        var imaginary = [Float](repeating: 0, count: 1024)
        fft.forward(&real, &imaginary)
        fft.inverse(&real, &imaginary)
        #expect(zip(real, signal).allSatisfy { abs($0 / 1024 - $1) < 1e-3 })
    }
}
