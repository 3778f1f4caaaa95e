package import PKI
package import Primitives

/// The answer about one signature.
package struct SignatureReport: Sendable {
    package var identifier: String
    package var indication: Indication
    package var subIndication: SubIndication?
    package var cryptography: CryptographyWord
    package var document: DocumentState
    package var changes: [DocumentChange] = []
    package var level: String?
    package var signer: Signer?
    package var identity: IdentityBinding?
    package var claimedTime: ClaimedTime?
    /// The earliest time at which the signature provably existed.
    package var provenTime: Instant?
    package var scope: [String] = []
    package var timestamps: [TimestampReport] = []
    package var errors: [Finding] = []
    package var warnings: [Finding] = []
    /// Remarks that change nothing.
    package var information: [Finding] = []
    package var algorithms: [AlgorithmUse] = []
    package var signaturePolicy: String?
    /// From the signer to the anchor; empty when no chain was found.
    package var chain: [ChainLink] = []
    package var domain: TrustDomain?
    package var revocation: [RevocationUse] = []

    /// The three words of the contract.
    package enum CryptographyWord: String, Sendable { case valid, invalid, unsupported }

    package struct Signer: Sendable, Equatable {
        package var commonName: String?
        package var identifiers: [CertificateIdentifier]
    }

    package struct ChainLink: Sendable, Equatable {
        package var certificate: Certificate
        package var commonName: String?
        /// SHA-256.
        package var fingerprint: [UInt8]
        package var notBefore: Instant
        package var notAfter: Instant
    }

    /// What was believed about one certificate's revocation.
    package struct RevocationUse: Sendable, Equatable {
        package enum Source: String, Sendable { case crl = "CRL", ocsp = "OCSP" }
        /// Place in the chain, 0 for the signer.
        package var link: Int
        package var source: Source
        package var status: Status
        package var producedAt: Instant
        package var validUntil: Instant?

        package enum Status: Sendable, Equatable {
            case good
            case revoked(Instant)
            case suspended(Instant)
        }
    }

    package init(identifier: String, indication: Indication, cryptography: CryptographyWord, document: DocumentState) {
        self.identifier = identifier
        self.indication = indication
        self.cryptography = cryptography
        self.document = document
    }
}

extension SignatureReport.ChainLink {
    package init(_ certificate: Certificate) {
        self.certificate = certificate
        commonName = certificate.commonName
        fingerprint = certificate.fingerprint
        notBefore = certificate.notBefore
        notAfter = certificate.notAfter
    }
}

extension Certificate {
    /// The last one, which is the most specific. For people to read, never to be compared.
    var commonName: String? { subjectAttributes.last { $0.type == "2.5.4.3" }?.value }
}

extension SignatureReport.CryptographyWord {
    /// Mathematics alone: a malformed signature can be sound arithmetic. Without a key, or without what was signed, there is nothing to
    /// calculate; a container that lacks what it says that it holds is another matter.
    package init(_ signature: DocumentSignature, in format: FormatName) {
        switch signature.cryptography {
        case .valid: self = .valid
        case .hashFailure, .signatureFailure: self = .invalid
        case .dataNotFound: self = format.isContainer ? .invalid : .unsupported
        case .certificateNotFound, .unsupported: self = .unsupported
        }
    }
}

extension FormatName {
    /// Whether everything that is signed must be in the file itself.
    fileprivate var isContainer: Bool {
        switch self {
        case .asicE, .asicS, .odf, .ooxml, .pades: true
        case .cades, .jades, .xades, .xmlDSig: false
        }
    }
}
