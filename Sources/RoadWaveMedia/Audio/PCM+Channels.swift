extension PCM {
    /// One channel: the mean of all, which keeps a dual-mono voice at its level and cannot clip.
    public func mixedDown() -> PCM {
        guard channels > 1 else { return self }
        let frameCount = frameCount
        let channels = channels
        let scale = 1 / Float(channels)
        let mono = [Float](unsafeUninitializedCapacity: frameCount) { output, count in
            samples.withUnsafeBufferPointer { input in
                if channels == 2 {
                    for frame in 0..<frameCount { output[frame] = (input[2 * frame] + input[2 * frame + 1]) * 0.5 }
                } else {
                    for frame in 0..<frameCount {
                        var sum: Float = 0
                        for channel in 0..<channels { sum += input[frame * channels + channel] }
                        output[frame] = sum * scale
                    }
                }
            }
            count = frameCount
        }
        return PCM(samples: mono, channels: 1, sampleRate: sampleRate)
    }

    /// The same sound in `count` channels: mixed down to one where they differ, then repeated in each.
    public func converted(toChannels count: Int) -> PCM {
        guard count != channels, count > 0 else { return self }
        let mono = mixedDown()
        guard count > 1 else { return mono }
        var repeated = [Float]()
        repeated.reserveCapacity(mono.samples.count * count)
        for sample in mono.samples {
            for _ in 0..<count { repeated.append(sample) }
        }
        return PCM(samples: repeated, channels: count, sampleRate: sampleRate)
    }
}
