/// Anchors by domain, what they issued, and the revocation data that was fetched beforehand. A value: whoever judges a document holds one.
package struct TrustStore: Sendable {
    package private(set) var anchors: [TrustAnchor] = []
    /// Unbelieved: they only help to find a path.
    package private(set) var intermediates: [Certificate] = []
    package private(set) var revocation = RevocationEvidence()

    private var anchorIndex: [NameHash: [Int]] = [:]
    private var intermediateIndex: [NameHash: [Int]] = [:]
    private var fingerprints: Set<[UInt8]> = []

    package init() {}

    /// Takes an anchor; of two for one certificate the first stays.
    package mutating func add(_ anchor: TrustAnchor) {
        guard self.anchor(anchor.certificate) == nil else { return }
        anchorIndex[anchor.certificate.subjectHash, default: []].append(anchors.count)
        anchors.append(anchor)
    }

    /// Takes a certificate as an anchor of the domain when it signed itself, else as an intermediate. Twice is once.
    package mutating func add(_ certificate: Certificate, domain: TrustDomain) {
        guard fingerprints.insert(certificate.fingerprint).inserted else { return }
        if let anchor = TrustAnchor(certificate, domain: domain) {
            add(anchor)
        } else {
            intermediateIndex[certificate.subjectHash, default: []].append(intermediates.count)
            intermediates.append(certificate)
        }
    }

    package mutating func add(_ list: RevocationList) { revocation.lists.append(list) }
    package mutating func add(_ status: OnlineStatus) { revocation.responses.append(status) }

    /// Takes whatever one file of a folder of anchors holds: certificates, revocation lists and OCSP answers, in DER or PEM.
    /// - Returns: how many there were; 0 when the file is something else.
    package mutating func add(contentsOf file: [UInt8], domain: TrustDomain) -> Int {
        let objects = TrustFile.objects(in: file)
        for object in objects {
            switch object {
            case .certificate(let certificate): add(certificate, domain: domain)
            case .revocationList(let list): add(list)
            case .onlineStatus(let status): add(status)
            }
        }
        return objects.count
    }

    /// Takes the revocation data of a file, and no certificate: whoever can write it is believed no more than a network.
    package mutating func add(revocationIn file: [UInt8]) {
        for object in TrustFile.objects(in: file) {
            switch object {
            case .certificate: break
            case .revocationList(let list): add(list)
            case .onlineStatus(let status): add(status)
            }
        }
    }

    func anchors(named hash: NameHash) -> [TrustAnchor] { anchorIndex[hash, default: []].map { anchors[$0] } }
    func intermediates(named hash: NameHash) -> [Certificate] { intermediateIndex[hash, default: []].map { intermediates[$0] } }

    package func anchor(_ certificate: Certificate) -> TrustAnchor? {
        anchors(named: certificate.subjectHash).first { $0.certificate.fingerprint == certificate.fingerprint }
    }
}

/// A name as the library hashes it, without regard to how it is spelled. Equal names have equal hashes.
typealias NameHash = UInt
