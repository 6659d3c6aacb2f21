internal import Gherkin

extension Fidelity {
    /// The start of the voice, as far as it belongs to what is compared.
    enum Beginning {
        /// The first word is heard, and nothing but a codec's delay before it.
        case isHeard
        /// Who listens came later.
        case isNotHeard
    }

    /// All that a listener would notice: another sound, holes, noises, another level, a word missing or a tone before it.
    ///
    /// - Parameters:
    ///   - name: whose sound, such as « rendu 96k, à gauche ».
    ///   - seconds: how much of the voice has to be compared.
    func check(_ check: Check, _ name: String, seconds: Double, _ beginning: Beginning = .isHeard) throws {
        if !damages.isEmpty { check.evidence("\(name) : \(damages.joined(separator: ", "))") }
        try check("\(name) : voix comparée", compared, .atLeast(seconds), unit: "s")
        try check("\(name) : ressemblance avec la voix", correlation, .atLeast(0.9))
        if beginning == .isHeard {
            try check("\(name) : début de la voix manquant", missingAtStart, .atMost(0.0), unit: "s")
            // Opus and AAC put some tens of milliseconds before the first sample.
            try check("\(name) : son qui précède la voix", precedingVoice, .atMost(0.06), unit: "s")
        }
        try check("\(name) : fenêtres de 100 ms absentes ou déformées", damagedWindows, .equals(0))
        try check("\(name) : silences de 10 ms dans la voix", silences, .equals(0))
        try check("\(name) : bruits de 10 ms hors de la voix", additions, .equals(0))
        try check("\(name) : niveau, comparé à la voix", gain, .approximately(0.0, tolerance: 1.5), unit: "dB")
    }
}

extension Fidelity {
    /// The same of a replay, whose level is another one than that of the voice.
    ///
    /// - Parameters:
    ///   - name: what is heard, such as « morceau 2, à gauche ».
    ///   - seconds: how much of the voice has to be compared.
    func checkReplay(_ check: Check, _ name: String, seconds: Double) throws {
        if !damages.isEmpty { check.evidence("\(name) : \(damages.joined(separator: ", "))") }
        try check("\(name) : voix comparée", compared, .atLeast(seconds), unit: "s")
        try check("\(name) : ressemblance avec la voix", correlation, .atLeast(0.9))
        try check("\(name) : début de la voix manquant", missingAtStart, .atMost(0.002), unit: "s")
        try check("\(name) : fenêtres de 100 ms absentes ou déformées", damagedWindows, .equals(0))
        try check("\(name) : silences de 10 ms dans la voix", silences, .equals(0))
        try check("\(name) : bruits de 10 ms hors de la voix", additions, .equals(0))
        // Measured: 0.5 dB at most, and 4 dB or more where something is cut off.
        try check(
            "\(name) : niveau au-dessus de 6 kHz, comparé au reste", treble, .approximately(0.0, tolerance: 2),
            unit: "dB")
    }
}

extension [Fidelity] {
    /// The same of each channel.
    func check(_ check: Check, _ name: String, seconds: Double, _ beginning: Fidelity.Beginning = .isHeard) throws {
        let sides = count == 2 ? ["\(name), à gauche", "\(name), à droite"] : [name]
        for (fidelity, side) in zip(self, sides) { try fidelity.check(check, side, seconds: seconds, beginning) }
    }
}
