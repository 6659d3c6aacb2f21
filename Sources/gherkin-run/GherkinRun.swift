internal import Gherkin
internal import GherkinCommandLine
internal import StepDefinitions

/// The runner with the steps of RoadWave.
@main
struct GherkinRun: GherkinMain {
    static let library = RoadWaveSteps.library
    static let runNotes = """
        Les scénarios parlent à un vrai serveur, dans un temps réel.

        Variables : ROADWAVE_SERVER, le roadwave-server à éprouver (sinon celui à côté de gherkin-run) ; \
        ROADWAVE_DISTRIBUTION_SECONDS, le délai admis jusqu'à l'auditeur (4).
        """
}
