package import Primitives

/// A timestamp token, taken apart and not believed. RFC 3161 §2.4.2.
package struct TimestampToken: Sendable {
    /// The ContentInfo as it was received.
    package let encoding: [UInt8]
    package let signedData: SignedData
    package let signer: SignerInfo
    package let policy: OID
    package let imprintAlgorithm: OID
    package let imprint: [UInt8]
    package let serialNumber: [UInt8]
    package let time: Instant
    /// How far the time may be off, in whole seconds rounded up; nil: the authority does not say.
    package let accuracySeconds: Int?

    package init(_ bytes: [UInt8]) throws(CMSRejection) {
        encoding = bytes
        signedData = try SignedData(bytes[...])
        guard signedData.contentType == .timestampInfo, let content = signedData.content else {
            throw .malformed("no timestamp information")
        }
        guard signedData.signers.count == 1 else { throw .malformed("a timestamp has one signer") }
        signer = signedData.signers[0]
        let fields = try CMSRejection.reading("TSTInfo") { () throws(DERError) in try Fields(ArraySlice(content.joined())) }
        (policy, imprintAlgorithm, imprint) = (fields.policy, fields.imprintAlgorithm, fields.imprint)
        (serialNumber, time, accuracySeconds) = (fields.serialNumber, fields.time, fields.accuracySeconds)
    }

    package var imprintDigest: DigestAlgorithm? { DigestAlgorithm(imprintAlgorithm) }

    /// Whether the token is over exactly these bytes.
    package func covers(_ parts: [ArraySlice<UInt8>]) -> Bool { covers(SignedContent(.parts(parts))) }

    package func covers(_ content: SignedContent) -> Bool {
        guard let algorithm = imprintDigest, let digest = content.digest(algorithm) else { return false }
        return digest == imprint
    }

    /// Whether the authority's signature over the token holds, with a certificate from the token or from among the candidates.
    package func verify(candidates: [Certificate] = []) -> SignerVerification {
        let content = SignedContent(signedData.content.map { .parts($0) } ?? .absent)
        return signer.verify(content, contentType: .timestampInfo, candidates: signedData.certificates() + candidates)
    }

    private struct Fields {
        let policy: OID
        let imprintAlgorithm: OID
        let imprint: [UInt8]
        let serialNumber: [UInt8]
        let time: Instant
        let accuracySeconds: Int?

        init(_ bytes: ArraySlice<UInt8>) throws(DERError) {
            var reader = try DERReader.whole(bytes, rules: .ber).reader()
            guard try reader.next(.integer).smallInteger() == 1 else { throw .malformed }
            policy = try reader.next(.objectIdentifier).objectIdentifier()
            var message = try reader.next(.sequence).reader()
            imprintAlgorithm = try AlgorithmIdentifier(message.next(.sequence)).algorithm
            imprint = Array(try message.next().octetString())
            try message.end()
            serialNumber = Array(try reader.next(.integer).integer())
            time = try reader.next(.generalizedTime).time()
            accuracySeconds = try reader.next(ifTagged: .sequence).map { value throws(DERError) in try Self.seconds(value) }
            // Ordering, nonce, the authority's name and extensions say nothing that is used.
            while !reader.isAtEnd { _ = try reader.next() }
        }

        private static func seconds(_ accuracy: DERValue) throws(DERError) -> Int {
            var reader = try accuracy.reader()
            let seconds = try reader.next(ifTagged: .integer).map { value throws(DERError) in try value.smallInteger() } ?? 0
            return min(seconds, 1 << 32) + (reader.isAtEnd ? 0 : 1)
        }
    }
}

extension OID {
    package static let timestampInfo: OID = "1.2.840.113549.1.9.16.1.4"
}
