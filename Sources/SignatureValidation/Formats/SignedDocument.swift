package import PKI
package import Primitives

/// What a format found in a file.
package struct SignedDocument: Sendable {
    package var format: FormatName
    package var signatures: [DocumentSignature]
    /// Timestamps that stand alone, not inside a signature: of a container, or of a PDF (which also protect the signatures before them).
    package var timestamps: [FoundTimestamp]
    /// DER, of what the file carries for all of its signatures together, in the security store of a PDF.
    package var revocationLists: [[UInt8]] = []
    package var ocspResponses: [[UInt8]] = []
    /// Evidence records are recognised and not judged.
    package var evidenceRecords: Int
    /// Remarks about the file as a whole, in the words of `Finding`.
    package var warnings: [Finding]

    package init(
        format: FormatName, signatures: [DocumentSignature] = [], timestamps: [FoundTimestamp] = [], evidenceRecords: Int = 0,
        warnings: [Finding] = []
    ) {
        self.format = format
        self.signatures = signatures
        self.timestamps = timestamps
        self.evidenceRecords = evidenceRecords
        self.warnings = warnings
    }
}

/// The names of the report.
package enum FormatName: String, Sendable, CaseIterable {
    case pades = "PAdES"
    case cades = "CAdES"
    case xades = "XAdES"
    case xmlDSig = "XMLDSig"
    case jades = "JAdES"
    case asicS = "ASiC-S"
    case asicE = "ASiC-E"
    case ooxml = "OOXML"
    case odf = "ODF"
}

/// One signature, and everything about it that does not depend on trust or time.
package struct DocumentSignature: Sendable {
    /// The name of its field, its `Id`, or its place: to tell it from its neighbours.
    package var identifier: String
    /// Why the signature itself is malformed; then nothing below but `document` may be relied on. FORMAT_FAILURE.
    package var formatFailure: String?
    package var cryptography: Cryptography
    package var document: DocumentState
    /// What was changed after signing, when anything was.
    package var changes: [DocumentChange] = []
    /// What was signed: names of files, parts, elements, or the revision of a PDF. No content.
    package var scope: [String] = []
    /// The certificate that the signature names and that was found in it; nil: none.
    package var signingCertificate: Certificate?
    /// Whether the signature protects which certificate that is (signing-certificate attribute, SigningCertificate, x5t#S256).
    package var certificateReference: CertificateReference = .absent
    /// The other certificates that came along, in any order and unbelieved.
    package var certificates: [Certificate] = []
    /// DER, as embedded.
    package var revocationLists: [[UInt8]] = []
    package var ocspResponses: [[UInt8]] = []
    package var algorithms: [AlgorithmUse] = []
    /// When the signer says that they signed; proves nothing.
    package var claimedTime: ClaimedTime?
    /// In the order in which they were added.
    package var timestamps: [FoundTimestamp] = []
    /// What the report's `level` is derived from.
    package var properties: SignatureProperties = SignatureProperties()
    /// The signature policy that it names (OID or URI); nil: none, or implied.
    package var signaturePolicy: String?
    package var errors: [Finding] = []
    package var warnings: [Finding] = []

    package init(identifier: String, cryptography: Cryptography, document: DocumentState) {
        self.identifier = identifier
        self.cryptography = cryptography
        self.document = document
    }
}

/// Digest and signature mathematics alone.
package enum Cryptography: Sendable, Equatable {
    case valid
    /// A digest over signed data differs. HASH_FAILURE.
    case hashFailure(String)
    /// The signature value does not verify. SIG_CRYPTO_FAILURE.
    case signatureFailure(String)
    /// What was signed is not there to be compared. SIGNED_DATA_NOT_FOUND.
    case dataNotFound(String)
    /// No certificate or key to verify with. NO_SIGNING_CERTIFICATE_FOUND.
    case certificateNotFound
    /// The algorithm or transform is not one that is served here; its name.
    case unsupported(String)
}

/// Whether what a reader sees now is what was signed.
package enum DocumentState: String, Sendable, Comparable {
    case unchanged
    /// Only what the format permits after signing was added.
    case extended
    /// Parts of what a reader sees were never signed.
    case partial
    case changed

    package static func < (one: Self, other: Self) -> Bool { one.severity < other.severity }
    private var severity: Int {
        switch self {
        case .unchanged: 0
        case .extended: 1
        case .partial: 2
        case .changed: 3
        }
    }
}

/// One thing that was changed after signing.
package struct DocumentChange: Sendable, Equatable {
    /// From a closed list of the format, such as `page-content` or `annotation`.
    package var kind: String
    /// Page numbers from 1, where it shows.
    package var pages: [Int]
    /// The name of a part, field or object. No content.
    package var subject: String?

    package init(kind: String, pages: [Int] = [], subject: String? = nil) {
        self.kind = kind
        self.pages = pages
        self.subject = subject
    }
}

package enum CertificateReference: Sendable, Equatable { case absent, matches, differs }

/// An algorithm where it was used, for the policy to judge.
package struct AlgorithmUse: Sendable, Equatable, Hashable {
    package enum Purpose: Sendable, Hashable { case signature, reference, certificateReference, timestampImprint }
    package var purpose: Purpose
    /// `MD5`, `SHA-1`, `SHA-224`, `SHA-256`, `SHA-384`, `SHA-512`, `SHA-512/224`, `SHA-512/256`, `SHA3-224`…`SHA3-512`, `RIPEMD-160`.
    package var digest: String?
    /// `RSA`, `RSA-PSS`, `ECDSA`, `EdDSA`, `DSA`; nil for a digest alone.
    package var signature: String?
    /// Of the signing key.
    package var keyBits: Int?

    package init(purpose: Purpose, digest: String?, signature: String? = nil, keyBits: Int? = nil) {
        self.purpose = purpose
        self.digest = digest
        self.signature = signature
        self.keyBits = keyBits
    }
}

package struct ClaimedTime: Sendable, Equatable {
    package var instant: Instant
    /// An XML time may lack one; it is then read as UTC.
    package var hasZone: Bool
    package init(instant: Instant, hasZone: Bool = true) {
        self.instant = instant
        self.hasZone = hasZone
    }
}

/// A timestamp token (RFC 3161) where it was found.
package struct FoundTimestamp: Sendable {
    package enum Kind: String, Sendable {
        /// Over what was to be signed, before signing.
        case content
        /// Over the signature value.
        case signature
        /// Over references to certificates and revocation, with or without the signature.
        case references
        /// Over everything so far, for the long term; in a PDF the document timestamp.
        case archive
        /// In a container, over its files, with no signature.
        case container
    }
    package var kind: Kind
    /// DER of the token (a ContentInfo).
    package var token: [UInt8]
    /// Whether the token's imprint is the digest of exactly the bytes that its place demands.
    package var imprintMatches: Bool
    /// Names of what it covers, for the report.
    package var scope: [String] = []
    /// Indexes into `SignedDocument.signatures` that it protects, for a timestamp that stands alone.
    package var protects: [Int] = []

    package init(kind: Kind, token: [UInt8], imprintMatches: Bool) {
        self.kind = kind
        self.token = token
        self.imprintMatches = imprintMatches
    }
}

/// What distinguishes the baseline levels. ETSI EN 319 122-1 §6, 319 132-1 §6, 319 142-1 §6, TS 119 182-1 §6.
package struct SignatureProperties: Sendable, Equatable {
    /// Has the signed attributes that make it an AdES at all.
    package var isAdES = false
    /// The level that the signed and unsigned properties amount to, `B-B`, `B-T`, `B-LT` or `B-LTA`; nil: none of them.
    package var level: String?
    package init() {}
}

/// One error or warning, from a closed list that is translated for people.
package struct Finding: Sendable, Hashable {
    /// Such as `claimed-time-after-timestamp`: kebab case, stable, a key of the catalogue.
    package var code: String
    /// A name or figure for the text, never content of the document.
    package var detail: String?
    package init(_ code: String, _ detail: String? = nil) {
        self.code = code
        self.detail = detail
    }
}
