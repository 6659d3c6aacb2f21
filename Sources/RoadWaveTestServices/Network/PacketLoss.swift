/// Which datagrams a network loses.
package enum PacketLoss: Hashable, Sendable {
    /// None of them.
    case none
    /// Each with this probability, 0…1, whatever became of the others.
    case random(Double)
    /// Several in a row.
    case bursty(GilbertElliott)

    /// Losses in bursts.
    ///
    /// - Parameters:
    ///   - share: the share of all datagrams that is lost, 0 up to but not including 1.
    ///   - length: how many datagrams in a row are lost, on average; at least 1.
    package static func bursts(share: Double, length: Double) -> PacketLoss {
        let end = 1 / max(1, length)
        let share = min(max(0, share), 0.99)
        return .bursty(GilbertElliott(toBad: share * end / (1 - share), toGood: end))
    }
}

/// The model of Gilbert and Elliott: a network that is now good, now bad, and loses more while it is bad
/// (E. O. Elliott, "Estimates of error rates for codes on burst-noise channels", 1963).
///
/// Before each datagram it changes its state or not; all numbers are probabilities, 0…1.
package struct GilbertElliott: Hashable, Sendable {
    /// From the good state to the bad one; netem's `p`.
    package var toBad: Double
    /// From the bad state to the good one; netem's `r`. A bad time lasts `1 / toGood` datagrams on average.
    package var toGood: Double
    /// A datagram is lost in the bad state; netem's `1-h`.
    package var lossWhenBad: Double
    /// A datagram is lost in the good state; netem's `1-k`.
    package var lossWhenGood: Double

    /// A model that loses everything while it is bad and nothing while it is good, unless told otherwise.
    package init(toBad: Double, toGood: Double, lossWhenBad: Double = 1, lossWhenGood: Double = 0) {
        self.toBad = toBad
        self.toGood = toGood
        self.lossWhenBad = lossWhenBad
        self.lossWhenGood = lossWhenGood
    }
}
