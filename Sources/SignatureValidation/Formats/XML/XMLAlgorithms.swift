internal import PKI
internal import Primitives

extension DigestAlgorithm {
    /// By its identifier in XML. XMLDSig §6.2, XML Encryption §5.8, RFC 9231 §2.1.
    init?(xml identifier: String) {
        guard let algorithm = Self.xmlIdentifiers[identifier] else { return nil }
        self = algorithm
    }

    private static let xmlIdentifiers: [String: Self] = [
        "http://www.w3.org/2001/04/xmldsig-more#md5": .md5,
        "http://www.w3.org/2000/09/xmldsig#sha1": .sha1,
        "http://www.w3.org/2001/04/xmldsig-more#sha224": .sha224,
        "http://www.w3.org/2001/04/xmlenc#sha256": .sha256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384": .sha384,
        "http://www.w3.org/2001/04/xmlenc#sha512": .sha512,
        "http://www.w3.org/2001/04/xmlenc#ripemd160": .ripemd160,
        "http://www.w3.org/2007/05/xmldsig-more#sha3-224": .sha3Of224,
        "http://www.w3.org/2007/05/xmldsig-more#sha3-256": .sha3Of256,
        "http://www.w3.org/2007/05/xmldsig-more#sha3-384": .sha3Of384,
        "http://www.w3.org/2007/05/xmldsig-more#sha3-512": .sha3Of512,
    ]
}

extension SignatureScheme {
    /// The scheme of a `ds:SignatureMethod`; nil for what is not verified here: MACs, DSA, and what nobody knows.
    /// XMLDSig §6.4, RFC 9231 §2.3.
    init?(signatureMethod node: Int, in tree: XMLTree) {
        let identifier = tree.attribute(node, "Algorithm") ?? ""
        if identifier == "http://www.w3.org/2007/05/xmldsig-more#rsa-pss" {
            guard let scheme = Self.pss(node, in: tree) else { return nil }
            self = scheme
        } else if let scheme = Self.xmlIdentifiers[identifier] {
            self = scheme
        } else {
            return nil
        }
    }

    private static let xmlIdentifiers: [String: Self] = {
        var schemes: [String: Self] = [
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1": .rsaPKCS1(.sha1),
            "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519": .edDSA,
            "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448": .edDSA,
            "http://www.w3.org/2007/05/xmldsig-more#ecdsa-ripemd160": .ecdsa(.ripemd160, .raw),
        ]
        for (name, digest) in [("md5", DigestAlgorithm.md5), ("ripemd160", .ripemd160)] {
            schemes["http://www.w3.org/2001/04/xmldsig-more#rsa-\(name)"] = .rsaPKCS1(digest)
        }
        let secondFamily: [(String, DigestAlgorithm)] = [
            ("sha224", .sha224), ("sha256", .sha256), ("sha384", .sha384), ("sha512", .sha512),
        ]
        for (name, digest) in secondFamily {
            schemes["http://www.w3.org/2001/04/xmldsig-more#rsa-\(name)"] = .rsaPKCS1(digest)
        }
        for (name, digest) in secondFamily + [("sha1", .sha1)] {
            schemes["http://www.w3.org/2001/04/xmldsig-more#ecdsa-\(name)"] = .ecdsa(digest, .raw)
        }
        let thirdFamily: [(String, DigestAlgorithm)] = [
            ("sha3-224", .sha3Of224), ("sha3-256", .sha3Of256), ("sha3-384", .sha3Of384), ("sha3-512", .sha3Of512),
        ]
        for (name, digest) in thirdFamily { schemes["http://www.w3.org/2021/04/xmldsig-more#ecdsa-\(name)"] = .ecdsa(digest, .raw) }
        for (name, digest) in secondFamily + thirdFamily + [("sha1", .sha1), ("ripemd160", .ripemd160)] {
            schemes["http://www.w3.org/2007/05/xmldsig-more#\(name)-rsa-MGF1"] =
                .rsaPSS(digest, mask: digest, saltByteCount: digest.byteCount)
        }
        return schemes
    }()

    private static let more = "http://www.w3.org/2007/05/xmldsig-more#"

    /// SHA-256 and a salt of its length unless the parameters say otherwise. RFC 9231 §2.3.9.
    private static func pss(_ method: Int, in tree: XMLTree) -> Self? {
        guard let parameters = tree.child(of: method, XMLName(more, "RSAPSSParams")) else {
            return .rsaPSS(.sha256, mask: .sha256, saltByteCount: 32)
        }
        guard let digest = digest(below: parameters, in: tree) else { return nil }
        var mask = digest
        if let generation = tree.child(of: parameters, XMLName(more, "MaskGenerationFunction")) {
            guard tree.attribute(generation, "Algorithm") == more + "MGF1", let named = Self.digest(below: generation, in: tree) else {
                return nil
            }
            mask = named
        }
        var salt = digest.byteCount
        if let length = tree.child(of: parameters, XMLName(more, "SaltLength")) {
            guard let number = Int(tree.trimmedText(of: length)), (0...512).contains(number) else { return nil }
            salt = number
        }
        if let trailer = tree.child(of: parameters, XMLName(more, "TrailerField")), tree.trimmedText(of: trailer) != "1" { return nil }
        return .rsaPSS(digest, mask: mask, saltByteCount: salt)
    }

    private static func digest(below node: Int, in tree: XMLTree) -> DigestAlgorithm? {
        guard let method = tree.child(of: node, .digestMethod) else { return .sha256 }
        return DigestAlgorithm(xml: tree.attribute(method, "Algorithm") ?? "")
    }
}
