/// Why an encrypted token is not opened, or cannot be made: one case for each misbehaviour.
package enum JWERejection: String, Error, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case algorithmMissing = "the header names no algorithm, or no content encryption"
    case algorithmNotAllowed = "the algorithm is not one that is expected here"
    case compressed = "the content is compressed"
    case criticalHeaderUnknown = "the header demands an extension"
    case duplicateMember = "a JSON name occurs twice"
    case encodingNotCanonical = "a part is not canonical Base64URL"
    case encryptionNotAllowed = "the content encryption is not one that is expected here"
    case ephemeralKeyInvalid = "the sender's ephemeral key is not a point of the recipient's curve"
    case headerMalformed = "the header is not a JSON object with members of the right types"
    case keyInHeader = "the header brings or points to a key"
    case keyNotForEncryption = "the key is not meant for encryption of this kind"
    case keyUnknown = "no known key fits the header"
    case malformed = "the token does not consist of five parts"
    case tooLong = "the token is too long"
    /// One case for whatever fails after the header was read: which step it was would help whoever guesses. RFC 7516 §11.5.
    case undecryptable = "the token cannot be decrypted"

    package var description: String { rawValue }
}
