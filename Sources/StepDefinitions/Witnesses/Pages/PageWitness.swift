internal import Foundation
internal import RoadWaveTestServices

/// What a person sees of a page: headless Chromium, whose pages are read and used by what is visible in them.
///
/// One process serves as many pages as a scenario wants, each like the browser of another person (`open`).
actor PageWitness {
    private let process: ChildProcess
    private var commands = 0
    private var pages = 0

    private init(process: ChildProcess) { self.process = process }

    /// Starts Chromium.
    /// - Parameter microphone: the WAV file that its microphone hears, from the beginning again when it is over; beeps
    ///   when nil.
    static func start(
        microphone: String? = nil, python: PythonEnvironment = PythonEnvironment()
    ) async throws -> PageWitness {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Drivers/Players/chromium_pages.py").standardizedFileURL.path
        let process = await ChildProcess.start(
            python.interpreter, [script] + (microphone.map { ["--microphone", $0] } ?? []), name: "Chromium (pages)")
        guard try await process.line(where: { $0.hasPrefix("{\"ready\"") }) != nil else {
            throw DriverError("Chromium ne démarre pas : \(await process.lines.suffix(5).joined(separator: " | "))")
        }
        return PageWitness(process: process)
    }

    /// Opens a page as a new visitor, on a phone's screen unless told otherwise.
    /// - Returns: the page, once it is loaded.
    func open(_ url: String, _ visitor: PageVisitor = PageVisitor()) async throws -> WitnessedPage {
        pages += 1
        let page = WitnessedPage(witness: self, name: "page-\(pages)")
        try await page.open(url, visitor)
        return page
    }

    /// Has something done, and waits for it.
    /// - Returns: what there is to say of it, such as the text that was asked for.
    /// - Throws: `DriverError` when it cannot be done, or Chromium is gone.
    @discardableResult
    func perform(_ command: PageCommand) async throws -> String? {
        commands += 1
        let number = commands
        var line = try JSONEncoder().encode(PageCommand.Numbered(command: command, number: number))
        line.append(UInt8(ascii: "\n"))
        guard await process.write(Array(line)),
            let said = try await process.line(where: { $0.hasPrefix("{\"answer\": \(number),") })
        else { throw DriverError("Chromium s'est arrêté : \(await process.lines.suffix(5).joined(separator: " | "))") }
        let answer = try JSONDecoder().decode(PageCommand.Answer.self, from: Data(said.utf8))
        if let error = answer.error { throw DriverError("Chromium ne peut pas « \(command.verb) » : \(error)") }
        return answer.text
    }

    /// Closes all pages, and Chromium.
    func stop() async {
        await process.finishInput()
        await process.stop()
    }
}

/// Who visits a page.
struct PageVisitor: Sendable {
    /// The screen, in CSS pixels: a common phone's.
    var width = 390
    var height = 844
    /// Whether the visitor prefers dark colours.
    var prefersDark = false
    /// Whether the visitor has asked the system for less motion.
    var prefersReducedMotion = false
    /// Whether the visitor lets pages use the microphone.
    var allowsMicrophone = true
}
