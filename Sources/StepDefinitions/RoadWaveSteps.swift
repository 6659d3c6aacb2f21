public import Gherkin

/// The French steps of RoadWave, a file per domain concept.
public enum RoadWaveSteps {
    /// All of them: what `gherkin-run` runs.
    public static let library = StepLibrary(parameterTypes: .radio, snippets: .french, makeWorld: RoadWaveWorld.make) {
        infrastructureSteps
        ingestionSteps
        conversionSteps
        distributionSteps
        cachingSteps
        playbackSteps
        capacitySteps
        recordingSteps
        latencySteps
        replaySteps
        replayConversionSteps
        replaySegmentSteps
        replayPublicationSteps
        retentionSteps
        backupSteps
        workerScalingSteps
        audienceSteps
        metadataSteps
        nodeDeathSteps
        auditSteps
        bandwidthSteps
        monitoringSteps
        Apres { world, _ in await world.tearDown() }
    }
}
