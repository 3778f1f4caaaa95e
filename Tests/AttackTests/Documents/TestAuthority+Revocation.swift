import PKI
import Primitives
import TokenCrypto

extension TestAuthority {
    /// What a test puts into a revocation list.
    struct ListTemplate {
        var thisUpdate = TestTime.now - TestTime.day
        var nextUpdate: Instant? = TestTime.now + TestTime.day
        var revoked: [(serialNumber: Int, at: Instant, reason: Int)] = []
        /// DER of whole extensions, of the list and of every entry.
        var extensions: [[UInt8]] = []
        var entryExtensions: [[UInt8]] = []
    }

    /// A list in the name of this authority, or of another that it is not.
    func list(_ template: ListTemplate = ListTemplate(), inTheNameOf other: Certificate? = nil) throws -> RevocationList {
        var fields = [
            DERWriter.integer(1), Self.signatureAlgorithm, (other ?? certificate).subjectDER, Self.time(template.thisUpdate),
        ]
        if let nextUpdate = template.nextUpdate { fields.append(Self.time(nextUpdate)) }
        if !template.revoked.isEmpty {
            fields.append(
                DERWriter.sequence(
                    template.revoked.map { entry in
                        let reason = CertificateTemplate.extension(
                            "2.5.29.21", isCritical: false, DERWriter.value(.enumerated, [UInt8(entry.reason)]))
                        return DERWriter.sequence([
                            DERWriter.integer(entry.serialNumber), Self.time(entry.at),
                            DERWriter.sequence([reason] + template.entryExtensions),
                        ])
                    }))
        }
        if !template.extensions.isEmpty { fields.append(DERWriter.value(.context(0), DERWriter.sequence(template.extensions))) }
        guard let list = RevocationList(der: try Self.signed(DERWriter.sequence(fields), by: key)) else { throw Unmakeable() }
        return list
    }

    /// What a test puts into an OCSP answer.
    struct AnswerTemplate {
        enum Status { case good, revoked(Instant, reason: Int), unknown }
        var status = Status.good
        var producedAt = TestTime.now - 3600
        var thisUpdate = TestTime.now - 3600
        var nextUpdate: Instant? = TestTime.now + TestTime.day
        var certificates: [Certificate] = []
    }

    /// This holder's answer about a certificate under an issuer.
    func answer(about target: Certificate, under issuer: Certificate, _ template: AnswerTemplate = AnswerTemplate()) throws -> OnlineStatus
    {
        var single = [try Self.identifier(target, issuer), Self.status(template.status), Self.time(template.thisUpdate)]
        if let nextUpdate = template.nextUpdate { single.append(DERWriter.value(.context(0), Self.time(nextUpdate))) }
        let data = DERWriter.sequence([
            DERWriter.value(.context(1), certificate.subjectDER), Self.time(template.producedAt),
            DERWriter.sequence([DERWriter.sequence(single)]),
        ])
        var basic = [data, Self.signatureAlgorithm, DERWriter.bitString(try Self.signature(over: data, by: key))]
        if !template.certificates.isEmpty {
            basic.append(DERWriter.value(.context(0), DERWriter.sequence(template.certificates.map(\.der))))
        }
        let response = DERWriter.sequence([
            DERWriter.objectIdentifier("1.3.6.1.5.5.7.48.1.1"), DERWriter.octetString(DERWriter.sequence(basic)),
        ])
        let whole = DERWriter.sequence([DERWriter.value(.enumerated, [0]), DERWriter.value(.context(0), response)])
        guard let answer = OnlineStatus(der: whole) else { throw Unmakeable() }
        return answer
    }

    private static func identifier(_ target: Certificate, _ issuer: Certificate) throws -> [UInt8] {
        var info = try DERReader.whole(issuer.subjectPublicKeyInfo[...]).reader()
        _ = try info.next()
        guard let name = DigestAlgorithm.sha256.digest(target.issuerDER),
            let key = try DigestAlgorithm.sha256.digest(info.next().bitString())
        else { throw Unmakeable() }
        return DERWriter.sequence([
            sha256, DERWriter.octetString(name), DERWriter.octetString(key), DERWriter.value(.integer, target.serialNumber),
        ])
    }

    private static func status(_ status: AnswerTemplate.Status) -> [UInt8] {
        switch status {
        case .good: DERWriter.value(.context(0, constructed: false), [])
        case .unknown: DERWriter.value(.context(2, constructed: false), [])
        case .revoked(let time, let reason):
            DERWriter.value(
                .context(1), Self.time(time) + DERWriter.value(.context(0), DERWriter.value(.enumerated, [UInt8(reason)])))
        }
    }
}
