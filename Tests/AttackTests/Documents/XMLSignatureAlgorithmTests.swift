import PKI
import Primitives
import SignatureValidation
import Testing

/// Transforms that run programs, references that fetch, and keys that anybody has.
@Suite struct XMLSignatureAlgorithmTests {
    static let data = "<a xmlns=\"urn:test\" Id=\"a\">5</a>"

    static func read(_ signer: XMLSigner, _ reference: XMLSigner.Reference) throws -> DocumentSignature {
        try #require(XMLSigner.read("<x>\(data)\(signer.signature([reference]))</x>").signatures.first)
    }

    @Test(arguments: [
        "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2", "http://www.w3.org/2000/09/xmldsig#unknown", "",
    ])
    func `foreign transforms are not run`(algorithm: String) throws {
        let inside = "<ds:XPath>true()</ds:XPath>"
        let reference = XMLSigner.Reference(uri: "#a", transforms: [algorithm], parameters: inside, octets: Self.data)
        #expect(try Self.read(XMLSigner(), reference).cryptography == .unsupported(algorithm))
    }

    /// XAdES 1.1.1 selected the properties by a filter: what that selects is not known here, so that nothing is said against the signature.
    @Test func `properties behind a foreign transform are neither believed nor held against the signature`() throws {
        let type = "http://uri.etsi.org/01903/v1.1.1#SignedProperties"
        let filter = "http://www.w3.org/2002/06/xmldsig-filter2"
        let inside = "<f:XPath xmlns:f=\"\(filter)\" Filter=\"intersect\">//*</f:XPath>"
        let reference = XMLSigner.Reference(uri: "#a", type: type, transforms: [filter], parameters: inside, octets: Self.data)
        var signer = try XMLSigner()
        signer.named = nil
        let forged = signer.properties(of: signer.authority.certificate, id: "sig").replacing("v1.3.2#", with: "v1.1.1#")
        let object =
            "<ds:Object><e:QualifyingProperties xmlns:e=\"http://uri.etsi.org/01903/v1.1.1#\">\(forged)</e:QualifyingProperties></ds:Object>"
        let signature = try signer.signature([reference], objects: object)
        let found = try #require(XMLSigner.read("<x>\(Self.data)\(signature)</x>").signatures.first)
        #expect(found.formatFailure == nil)
        #expect(found.cryptography == .unsupported(filter))
        #expect(found.claimedTime == nil && found.certificateReference == .absent && !found.properties.isAdES)
    }

    /// The expression that everybody uses is known by its text; what only looks like it is not.
    @Test(arguments: [
        "not(ancestor-or-self::ds:Signature) or true()", "not(ancestor-or-self::x:Signature)", "not(ancestor-or-self::Signature)",
        "not(ancestor-or-self::ds:Signature|self::a)",
    ])
    func `expressions are not evaluated`(expression: String) throws {
        let reference = XMLSigner.Reference(
            uri: "#a", transforms: ["http://www.w3.org/TR/1999/REC-xpath-19991116"],
            parameters: "<ds:XPath xmlns:x=\"urn:x\">\(expression)</ds:XPath>", octets: Self.data)
        #expect(try !Self.read(XMLSigner(), reference).isAcceptedWhole)
    }

    @Test(arguments: ["http://127.0.0.1/secret", "file:///etc/passwd", "other.xml", "ftp://example.invalid/x"])
    func `external references are not fetched`(uri: String) throws {
        let reference = XMLSigner.Reference(uri: uri, transforms: [], octets: "x")
        #expect(try Self.read(XMLSigner(), reference).cryptography == .dataNotFound(uri))
    }

    @Test func `content without a name is meant by one of several references`() throws {
        let references = ["one", "two"].map { (name: String) in XMLSigner.Reference(uri: name, transforms: [], octets: "content of \(name)")
        }
        let bytes = Array(try XMLSigner().signature(references).utf8)
        func read(_ content: String) throws -> [Cryptography] {
            try XMLFormat.read(Document(bytes: bytes, content: .bytes(Array(content.utf8))), limits: Limits()).signatures.map(
                \.cryptography)
        }
        #expect(try read("content of one") == [.dataNotFound("two")])
        #expect(try read("content of three") == [.hashFailure("one")])
        let digest = try #require(DigestAlgorithm.sha256.digest(Array("content of two".utf8)))
        let known = Document(bytes: bytes, content: .digest(algorithm: "SHA-256", value: digest))
        #expect(try XMLFormat.read(known, limits: Limits()).signatures.map(\.cryptography) == [.dataNotFound("one")])
    }

    @Test(arguments: ["#xpointer(//a)", "#xpointer(id('a')/b)", "#element(/1/2)"])
    func `pointers that select are not served`(uri: String) throws {
        let reference = XMLSigner.Reference(uri: uri, octets: Self.data)
        #expect(try !Self.read(XMLSigner(), reference).isAcceptedWhole)
    }

    static let reference = XMLSigner.Reference(uri: "#a", octets: data)

    /// The digest is over the decoded text; the elements around it may say anything.
    @Test func `base64 hides markup`() throws {
        var signer = try XMLSigner()
        signer.named = nil
        let reference = XMLSigner.Reference(uri: "", transforms: [XMLSigner.enveloped, XMLSigner.dsig + "base64"], octets: "hello")
        let signature = try signer.signature([reference])
        let read = try XMLSigner.read("<approve by=\"nobody\"><x>aGVs</x><y>bG8=</y>\(signature)</approve>")
        let found = try #require(read.signatures.first)
        #expect(found.cryptography == .valid && found.document == .partial)
        let object = "<ds:Object Id=\"o\">aGVs bG8=</ds:Object>"
        let enveloping = try signer.signature(
            [XMLSigner.Reference(uri: "#o", transforms: [XMLSigner.dsig + "base64"], octets: "hello")], objects: object)
        #expect(try XMLSigner.read(enveloping).signatures.map(\.isAcceptedWhole) == [true])
    }

    /// Numbers of nodes in what came along say nothing about nodes of the document.
    @Test func `detached content has no enveloped signature`() throws {
        let reference = XMLSigner.Reference(
            uri: "other.xml", transforms: [XMLSigner.enveloped, XMLSigner.exclusive], octets: Self.data)
        let document = try "<x>\(Self.data)\(XMLSigner().signature([reference]))</x>"
        let read = try XMLSigner.read(document, parts: DetachedParts { _ in .bytes(Array(document.utf8)[...]) })
        #expect(read.signatures.map(\.cryptography) == [.unsupported("enveloped signature in detached content")])
    }

    @Test(arguments: ["2000/09/xmldsig#hmac-sha1", "2001/04/xmldsig-more#hmac-sha256", "2000/09/xmldsig#dsa-sha1", "2000/09/xmldsig#none"])
    func `HMAC keyed with a public key`(method: String) throws {
        var signer = try XMLSigner()
        signer.signatureMethod = "http://www.w3.org/" + method
        // CVE-2009-0217: an output of no length that everything matches.
        signer.methodParameters = "<ds:HMACOutputLength>0</ds:HMACOutputLength>"
        #expect(try Self.read(signer, Self.reference).cryptography == .unsupported(signer.signatureMethod))
    }

    @Test func `a bare key is nobody's`() throws {
        var signer = try XMLSigner()
        signer.named = nil
        let key = Base64.encode(signer.authority.certificate.subjectPublicKeyInfo)
        for keyInfo in [
            "", "<ds:KeyName>signer</ds:KeyName>", "<ds:KeyValue><ds:ECKeyValue></ds:ECKeyValue></ds:KeyValue>",
            "<dsig11:DEREncodedKeyValue xmlns:dsig11=\"http://www.w3.org/2009/xmldsig11#\">\(key)</dsig11:DEREncodedKeyValue>",
            "<ds:X509Data><ds:X509SubjectName>CN=Signer</ds:X509SubjectName></ds:X509Data>",
        ] {
            signer.keyInfo = keyInfo
            let read = try Self.read(signer, Self.reference)
            #expect(read.cryptography == .certificateNotFound && read.signingCertificate == nil)
        }
    }

    /// Another certificate for the same key, with another name: the mathematics cannot tell, the signed digest can.
    @Test func `certificate substitution`() throws {
        var signer = try XMLSigner()
        let other = try signer.authority.certify(CertificateTemplate("Somebody else"), key: signer.authority.key)
        signer.keyInfo = XMLSigner.certificate(other)
        let read = try Self.read(signer, Self.reference)
        #expect(read.cryptography == .valid && read.certificateReference == .differs)
        #expect(read.signingCertificate == other)
    }

    @Test func `another key's certificate`() throws {
        var signer = try XMLSigner()
        signer.keyInfo = XMLSigner.certificate(try XMLSigner().authority.certificate)
        #expect(try Self.read(signer, Self.reference).cryptography == .signatureFailure("SignatureValue"))
    }

    @Test func `the named certificate is taken among several`() throws {
        var signer = try XMLSigner()
        let authority = signer.authority
        let other = try authority.certify(CertificateTemplate("Somebody else"), key: authority.key)
        signer.keyInfo = XMLSigner.certificate(other) + XMLSigner.certificate(authority.certificate)
        let read = try Self.read(signer, Self.reference)
        #expect(read.signingCertificate == authority.certificate && read.certificateReference == .matches)
    }

    @Test(arguments: [0, 1, 63, 65, 128])
    func `a signature value of another length`(count: Int) throws {
        let document = try "<x>\(Self.data)\(XMLSigner().signature([Self.reference]))</x>"
        let pieces = document.split(separator: "sig-value\">", maxSplits: 1)
        let value = Base64.encode([UInt8](repeating: 0, count: count))
        let rest = pieces[1].drop { $0 != "<" }
        let read = try XMLSigner.read(pieces[0] + "sig-value\">" + value + rest)
        #expect(read.signatures.allSatisfy { !$0.isAcceptedWhole && $0.cryptography != .valid })
    }

    @Test func `a reference with a digest of nothing`() throws {
        let document = try "<x>\(Self.data)\(XMLSigner().signature([Self.reference]))</x>"
        let value = XMLSigner.digest(Self.data)
        for forged in ["", "AAAA", "!", value + value] {
            let read = try XMLSigner.read(document.replacing(value, with: forged))
            #expect(read.signatures.allSatisfy { $0.cryptography != .valid })
        }
    }

    /// SHA-1 is no failure of mathematics: it is named, for the policy to judge.
    @Test func `algorithms are named`() throws {
        let read = try Self.read(XMLSigner(), Self.reference)
        #expect(read.algorithms.contains(AlgorithmUse(purpose: .signature, digest: "SHA-256", signature: "ECDSA", keyBits: 256)))
        #expect(read.algorithms.contains(AlgorithmUse(purpose: .reference, digest: "SHA-256")))
        #expect(read.algorithms.contains(AlgorithmUse(purpose: .certificateReference, digest: "SHA-256")))
    }
}
