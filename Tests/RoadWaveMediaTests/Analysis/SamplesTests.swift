import Testing

@testable import RoadWaveMedia

@Suite("Sums over samples")
struct SamplesTests {
    private func noise(_ count: Int) -> [Float] {
        var random = Xorshift(state: UInt64(count) + 1)
        return (0..<count).map { _ in Float.random(in: -2...2, using: &random) }
    }

    @Test("the largest of any number of samples is found, wherever it is", arguments: 0...13)
    func largest(count: Int) {
        let samples = noise(count)
        #expect(Samples.largest(of: samples) == samples.map(\.magnitude).max() ?? 0)
        for index in samples.indices {
            var spoilt = samples
            spoilt[index] = -3
            #expect(Samples.largest(of: spoilt) == 3)
            // NaN hides no other sample.
            spoilt[index] = .nan
            let rest = samples.indices.filter { $0 != index }.map { samples[$0].magnitude }
            #expect(Samples.largest(of: spoilt) == rest.max() ?? 0)
        }
    }

    @Test("the energy is the product with itself", arguments: [0, 1, 3, 4, 1_001])
    func energy(count: Int) {
        let samples = noise(count)
        let expected = Samples.product(samples[...], samples[...])
        #expect(abs(Samples.energy(of: samples) - expected) <= 1e-12 * expected)
    }

    @Test("a channel is every other sample, times the factor")
    func channel() {
        let samples: [Float] = [1, 2, 3, 4, 5, 6]
        #expect(Samples.channel(0, of: 2, in: samples) == [1, 3, 5])
        #expect(Samples.channel(1, of: 2, in: samples, times: 0.5) == [1, 2, 3])
        #expect(Samples.channel(0, of: 1, in: samples) == samples)
        #expect(Samples.channel(1, of: 2, in: []) == [])
    }
}
