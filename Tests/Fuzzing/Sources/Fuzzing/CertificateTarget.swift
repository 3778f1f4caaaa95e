internal import PKI
internal import Primitives

/// Whatever else in DER comes along with signatures: certificates, revocation lists, OCSP answers, timestamps.
struct CertificateTarget: FuzzTarget {
    private let genuine: Genuine

    init(genuine: Genuine) { self.genuine = genuine }

    func run(_ input: [UInt8]) -> Bool {
        let certificate = Certificate(der: input)
        if let certificate { demand(certificate.der == input, "a certificate is kept as it came") }
        let others: [Bool] = [
            certificate != nil, RevocationList(der: input) != nil, OnlineStatus(der: input) != nil, (try? TimestampToken(input)) != nil,
        ]
        if let value = try? DERReader.whole(input[...]) { demand(value.encoding.elementsEqual(input), "a value is all of its bytes") }
        walk(input[...], depth: 8)
        _ = TrustFile.objects(in: input)
        return others.contains(true) || input.first == 0x30
    }

    /// Every value inside every value, as strictly and as loosely as there is.
    private func walk(_ bytes: ArraySlice<UInt8>, depth: Int) {
        for rules in [DERReader.Rules.der, .ber] {
            guard depth > 0, let value = try? DERReader.whole(bytes, rules: rules), let inner = try? value.elements(atMost: 64) else {
                continue
            }
            demand(inner.reduce(0) { $0 + $1.encoding.count } == value.contents.count, "values fill what holds them")
            for element in inner where element.tag.isConstructed { walk(element.encoding, depth: depth - (rules == .der ? 1 : 3)) }
        }
    }
}
