/// The version of this software.
public enum RoadWaveVersion {
    /// As `roadwave-server --version` prints it. It is raised with each release (semver.org).
    public static let current = "0.10.0"
}
