internal import CFFmpeg

/// Converts decoded frames of any format to interleaved floats of one sample rate and channel count.
final class Resampler {
    private let channels: Int
    private let sampleRate: Int
    private var context: OpaquePointer?
    /// The format that `context` takes; a stream may change it midway.
    private var input: InputFormat?
    private(set) var samples: [Float] = []

    /// From telephones to studios, in hertz: a file that claims 1 Hz would swell 48,000 times.
    private static let inputRates: ClosedRange<Int32> = 4_000...384_000

    private struct InputFormat: Equatable {
        var format: Int32
        var sampleRate: Int32
        var channels: Int32
    }

    init(channels: Int, sampleRate: Int) {
        self.channels = channels
        self.sampleRate = sampleRate
    }

    deinit { swr_free(&context) }

    var frameCount: Int { samples.count / channels }

    func append(_ frame: UnsafeMutablePointer<AVFrame>) throws(MediaError) {
        let format = InputFormat(
            format: frame.pointee.format, sampleRate: frame.pointee.sample_rate,
            channels: frame.pointee.ch_layout.nb_channels)
        if format != input {
            try finish()
            try open(frame)
            input = format
        }
        let count = Int(frame.pointee.nb_samples)
        // `extended_data` is an array of planes, which C declares without const.
        try frame.pointee.extended_data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 1) {
            planes throws(MediaError) in
            try convert(planes, count: count)
        }
    }

    /// Writes out what the filter still holds.
    func finish() throws(MediaError) {
        guard context != nil else { return }
        try convert(nil, count: 0)
        swr_free(&context)
        input = nil
    }

    private func open(_ frame: UnsafeMutablePointer<AVFrame>) throws(MediaError) {
        guard Self.inputRates.contains(frame.pointee.sample_rate) else {
            throw MediaError(.unreadable, "sound of \(frame.pointee.sample_rate) Hz cannot be converted")
        }
        var output = AVChannelLayout()
        av_channel_layout_default(&output, Int32(channels))
        defer { av_channel_layout_uninit(&output) }
        try FFmpegStatus.check(
            swr_alloc_set_opts2(
                &context, &output, AV_SAMPLE_FMT_FLT, Int32(sampleRate), &frame.pointee.ch_layout,
                AVSampleFormat(rawValue: frame.pointee.format), frame.pointee.sample_rate, 0, nil),
            .unreadable, "the sound's format cannot be converted")
        try FFmpegStatus.check(swr_init(context), .unreadable, "the sound's format cannot be converted")
    }

    private func convert(_ planes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int) throws(MediaError) {
        let room = try FFmpegStatus.check(
            swr_get_out_samples(context, Int32(count)), .unreadable, "the sound cannot be resampled")
        var status: Int32 = 0
        let converted = [Float](unsafeUninitializedCapacity: Int(room) * channels) { output, written in
            output.withMemoryRebound(to: UInt8.self) { bytes in
                var plane = bytes.baseAddress
                status = swr_convert(context, &plane, room, planes, Int32(count))
            }
            written = max(0, Int(status)) * channels
        }
        try FFmpegStatus.check(status, .unreadable, "the sound cannot be resampled")
        samples.append(contentsOf: converted)
    }
}
