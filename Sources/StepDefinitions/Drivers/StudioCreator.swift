internal import Foundation
internal import RoadWaveTestServices

/// A creator at the studio page: everything is done and read as a person does, in headless Chromium.
struct StudioCreator: Sendable {
    /// The identifiers of what the page shows.
    enum Place: String, Sendable {
        case state
        case alert
        case warning
        case notice
        case bitrate
        case quality
        case listeners
        case title = "on-air-title"
    }

    let page: WitnessedPage
    private let witness: PageWitness

    /// Opens the studio, with a voice in the microphone.
    /// - Parameters:
    ///   - node: its address, such as `http://127.0.0.1:41234`.
    ///   - microphone: the WAV file of the voice.
    static func open(
        at node: String, microphone: String, visitor: PageVisitor = PageVisitor()
    ) async throws -> StudioCreator {
        let witness = try await PageWitness.start(microphone: microphone)
        do {
            return StudioCreator(page: try await witness.open(node + "/studio", visitor), witness: witness)
        } catch {
            await witness.stop()
            throw error
        }
    }

    /// Has the browser leave the sound as it is: what it does for the ear would hide from a witness what was said.
    func leaveSoundAsItIs() async throws {
        try await page.press("Réglages du son")
        try await page.set("Réduire l'écho et les bruits de fond", to: false)
        try await page.set("Régler le volume automatiquement", to: false)
    }

    /// Starts a live.
    /// - Returns: whether the page says that it is on the air, within the time.
    func start(title: String, within limit: Duration = .seconds(20)) async throws -> Bool {
        try await page.fill("Titre", with: title)
        try await page.click("Démarrer le live")
        return try await page.shows("En direct", inElement: Place.state.rawValue, within: limit)
    }

    /// What the page shows in a place; nil where it shows nothing there.
    func reading(_ place: Place) async throws -> String? { try await page.text(ofElement: place.rawValue) }

    /// Waits until the page shows a text in a place, or does not any more; any text when it is empty.
    /// - Returns: false when that does not come about within the time.
    func sees(_ text: String, in place: Place, isGone: Bool = false, within limit: Duration) async throws -> Bool {
        isGone
            ? try await page.hides(text, inElement: place.rawValue, within: limit)
            : try await page.shows(text, inElement: place.rawValue, within: limit)
    }

    /// The live's identifier: the end of the address that the creator is given for the listeners.
    func liveID() async throws -> String {
        let link = try await page.value(ofField: "Lien des auditeurs")
        guard let id = link.split(separator: "/").last else { throw DriverError("le studio ne donne aucun lien") }
        return String(id)
    }

    /// Ends the live with the page's own button, and says yes to its question.
    func stop() async throws {
        try await page.click("Arrêter le live")
        try await page.click("Oui, l'arrêter")
    }

    /// Closes the browser.
    func leave() async { await witness.stop() }
}
