internal import Foundation

/// Why a file can be neither read nor written.
public enum FileProblem: Sendable, Hashable {
    /// There is no such file, or no folder to put it in.
    case absent
    /// The file's permissions do not let us.
    case forbidden
    /// It is a folder.
    case isFolder
    /// The disk is full, or may only be read.
    case noSpace
    /// What the system says, in its words.
    case other(String)

    init(_ error: any Error) {
        self =
            switch (error as? CocoaError)?.code {
            case .fileNoSuchFile, .fileReadNoSuchFile: .absent
            case .fileReadNoPermission, .fileWriteNoPermission: .forbidden
            case .fileWriteOutOfSpace, .fileWriteVolumeReadOnly: .noSpace
            default: .other(error.localizedDescription)
            }
    }
}
