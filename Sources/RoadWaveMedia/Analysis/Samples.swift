/// Sums over one channel of samples. Loops are over pointers and without overflow checks, to be quick in debug builds.
enum Samples {
    /// The means of blocks of `factor` samples: a low-pass filter and a lower sample rate in one.
    static func decimate(_ samples: ArraySlice<Float>, by factor: Int) -> [Float] {
        guard factor > 1 else { return Array(samples) }
        let count = samples.count / factor
        let scale = 1 / Float(factor)
        return [Float](unsafeUninitializedCapacity: count) { output, written in
            samples.withUnsafeBufferPointer { input in
                guard let output = output.baseAddress, let input = input.baseAddress else { return }
                var index = 0
                while index < count {
                    var sum: Float = 0
                    var inner = index &* factor
                    let end = inner &+ factor
                    while inner < end {
                        sum += input[inner]
                        inner &+= 1
                    }
                    output[index] = sum * scale
                    index &+= 1
                }
            }
            written = count
        }
    }

    /// Each sample less most of the one before: evens out the fall of a voice towards the treble, so that what is
    /// compared is the whole voice and not its pitch alone.
    static func whiten(_ samples: [Float]) -> [Float] {
        guard let first = samples.first else { return [] }
        var last = first
        return samples.map { sample in
            defer { last = sample }
            return sample - 0.9 * last
        }
    }

    /// The sum of `first[i] * second[i]` over the shorter of both.
    static func product(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double {
        let count = min(first.count, second.count)
        return first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                guard let first = first.baseAddress, let second = second.baseAddress else { return 0 }
                var sum = 0.0
                var index = 0
                while index < count {
                    sum += Double(first[index] * second[index])
                    index &+= 1
                }
                return sum
            }
        }
    }

    /// The cosine of the angle between two signals, -1 to 1; 0 when one of them is silent.
    static func coefficient(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double {
        let energies = product(first, first) * product(second, second)
        guard energies > 0 else { return 0 }
        return product(first, second) / energies.squareRoot()
    }

    /// `sums[i]` is the energy of the first `i` samples.
    static func cumulativeEnergy(_ samples: [Float]) -> [Double] {
        [Double](unsafeUninitializedCapacity: samples.count + 1) { output, written in
            samples.withUnsafeBufferPointer { input in
                guard let output = output.baseAddress else { return }
                output[0] = 0
                guard let input = input.baseAddress else { return }
                var index = 0
                while index < samples.count {
                    output[index &+ 1] = output[index] + Double(input[index] * input[index])
                    index &+= 1
                }
            }
            written = samples.count + 1
        }
    }

    /// The largest distance from zero.
    static func largest(of samples: [Float]) -> Float {
        samples.withUnsafeBufferPointer { largest(of: $0) }
    }

    /// The largest distance from zero; NaN is ignored.
    static func largest(of samples: UnsafeBufferPointer<Float>) -> Float {
        guard let input = samples.baseAddress else { return 0 }
        // Four at once: a comparison waits for the result of the one before.
        var (first, second, third, fourth): (Float, Float, Float, Float) = (0, 0, 0, 0)
        var index = 0
        while index &+ 3 < samples.count {
            // Not `max` and `abs`: they are generic, and slow in debug builds.
            let (a, b) = (input[index].magnitude, input[index &+ 1].magnitude)
            let (c, d) = (input[index &+ 2].magnitude, input[index &+ 3].magnitude)
            if a > first { first = a }
            if b > second { second = b }
            if c > third { third = c }
            if d > fourth { fourth = d }
            index &+= 4
        }
        while index < samples.count {
            let size = input[index].magnitude
            if size > first { first = size }
            index &+= 1
        }
        if second > first { first = second }
        if fourth > third { third = fourth }
        return third > first ? third : first
    }

    /// The sum of the squares.
    static func energy(of samples: [Float]) -> Double {
        samples.withUnsafeBufferPointer { input in
            // Four at once: an addition waits for the result of the one before.
            var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
            var index = 0
            while index &+ 3 < input.count {
                let (a, b, c, d) = (input[index], input[index &+ 1], input[index &+ 2], input[index &+ 3])
                first += Double(a * a)
                second += Double(b * b)
                third += Double(c * c)
                fourth += Double(d * d)
                index &+= 4
            }
            while index < input.count {
                first += Double(input[index] * input[index])
                index &+= 1
            }
            return first + second + (third + fourth)
        }
    }

    /// One channel of interleaved samples, times a factor.
    static func channel(_ channel: Int, of channels: Int, in samples: [Float], times factor: Float = 1) -> [Float] {
        let count = samples.count / channels
        return [Float](unsafeUninitializedCapacity: count) { output, written in
            samples.withUnsafeBufferPointer { input in
                var (read, index) = (channel, 0)
                while index < count {
                    output[index] = input[read] * factor
                    read &+= channels
                    index &+= 1
                }
            }
            written = count
        }
    }

    /// Whether the magnitude of all samples is below `limit`; false if one of them is NaN.
    static func areBelow(_ limit: Float, _ samples: [Float]) -> Bool {
        samples.withUnsafeBufferPointer { input in
            var index = 0
            while index < input.count {
                guard input[index].magnitude < limit else { return false }
                index &+= 1
            }
            return true
        }
    }
}
