/// Why a key file is not used, each with what the operator can do.
package enum KeyFileError: String, Error, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case algorithmMismatch = "the key is not of the algorithm that its file names: restore the file from a backup"
    case damaged = "the file was changed after it was written: restore it from a backup"
    case notAKeyFile = "this is not a key file: remove it from the folder, or restore it from a backup"
    case versionUnsupported = "the file was written by a newer version: install that version"
    case wrappingKeyTooShort = "the wrapping key has fewer than 32 bytes: give the file that was made with it"
    case wrongWrappingKey = "the file was encrypted with another wrapping key: give the one that it was written with"

    package var description: String { rawValue }
}
