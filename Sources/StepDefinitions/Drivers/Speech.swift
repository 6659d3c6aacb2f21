internal import Foundation
internal import RoadWaveMedia
internal import RoadWaveTestServices
internal import Subprocess

/// The creator's voice: spoken French that never repeats itself, so that each moment of it can be recognised.
enum Speech {
    /// About forty seconds; no sentence twice, or a correlation would have two peaks.
    private static let text = """
        Bonjour à toutes et à tous, et bienvenue sur les ondes de RoadWave. Il est midi à Rouen, le ciel se dégage sur \
        les quais de la Seine. Au programme de ce direct : la circulation sur l'autoroute treize, puis un détour par la \
        forêt de Brotonne, où les cerfs brament dès la tombée du jour. Quatorze kilomètres de bouchon sont signalés vers \
        Mantes, à cause d'un camion en panne. Notre invitée, Jeanne, conduit un autocar depuis vingt-six ans ; elle \
        connaît chaque virage entre Yvetot et Fécamp. Elle nous raconte le brouillard de novembre, les passagers qui \
        chantent, et ce cheval blanc rencontré un matin au milieu du pont de Tancarville. Nous parlerons aussi de \
        fromage, de pneus neige et d'un orchestre de jazz qui répète dans un garage. Gardez les deux mains sur le volant, \
        montez un peu le son, et posez-nous vos questions : nous sommes ensemble jusqu'à quinze heures trente.
        """

    /// The voice as 48 kHz mono PCM.
    static func synthesise(in folder: String) async throws -> PCM {
        try await told(wordsPerMinute: 150, pitch: 50, in: folder + "/voix.wav")
    }

    /// Two minutes of it: the same words three times, at another pace and pitch, so that no moment is like another.
    static func synthesiseAtLength(in folder: String) async throws -> PCM {
        var voice = try await told(wordsPerMinute: 150, pitch: 50, in: folder + "/voix-1.wav")
        try voice.append(try await told(wordsPerMinute: 135, pitch: 35, in: folder + "/voix-2.wav"))
        try voice.append(try await told(wordsPerMinute: 165, pitch: 65, in: folder + "/voix-3.wav"))
        return voice
    }

    /// Some forty seconds of two people, one on the left and one on the right, with sound up to 14 kHz.
    static func synthesisePair(in folder: String) async throws -> PCM {
        PCM.stereo(
            left: try await synthesise(in: folder),
            right: try await told(wordsPerMinute: 165, pitch: 60, variant: "+f3", in: folder + "/voix-4.wav")
        ).withTreble()
    }

    /// Two minutes of two people, one on the left and one on the right, each with a voice and a pace of its own.
    static func synthesiseDialogue(in folder: String) async throws -> PCM {
        let left = try await synthesiseAtLength(in: folder)
        var right = try await told(wordsPerMinute: 165, pitch: 60, variant: "+f3", in: folder + "/voix-4.wav")
        try right.append(try await told(wordsPerMinute: 150, pitch: 45, variant: "+f3", in: folder + "/voix-5.wav"))
        try right.append(try await told(wordsPerMinute: 135, pitch: 70, variant: "+f3", in: folder + "/voix-6.wav"))
        return .stereo(left: left, right: right)
    }

    private static func told(
        wordsPerMinute: Int, pitch: Int, variant: String = "", in path: String
    ) async throws -> PCM {
        let result = try await Subprocess.run(
            .name("espeak-ng"),
            arguments: ["-v", "fr" + variant, "-s", "\(wordsPerMinute)", "-p", "\(pitch)", "-w", path, text],
            output: .discarded, error: .string(limit: 4_096))
        guard result.terminationStatus.isSuccess else {
            throw DriverError("espeak-ng ne parle pas : \(result.standardError)")
        }
        return try AudioFile.decode(path: path, channels: 1)
    }
}
