internal import PKI
internal import Primitives

/// What is to be said of a certificate for a moment: its chain, its time and its revocation. ETSI EN 319 102-1 §5.2.6, §5.6.2.
struct CertificateJudgement {
    /// The chain, whether everything else about it is in order or not.
    var path: CertificationPath?
    /// Nil: it was to be believed at that moment.
    var cause: SubIndication?
    var errors: [Finding] = []
    var information: [Finding] = []
    var revocation: [SignatureReport.RevocationUse] = []
}
