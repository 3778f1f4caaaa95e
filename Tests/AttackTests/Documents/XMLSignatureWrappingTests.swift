import PKI
import Primitives
import SignatureValidation
import Testing

/// A signed element is moved to where its digest still holds, and another takes the place where the application reads.
/// McIntosh and Austel, XML Signature Element Wrapping Attacks, 2005; Somorovsky and others, On Breaking SAML, 2012.
@Suite struct XMLSignatureWrappingTests {
    @Test func `an honest document is whole`() throws {
        let read = try XMLSigner.read(XMLSigner().invoice().document)
        let signature = try #require(read.signatures.first)
        #expect(read.format == .xades)
        #expect(signature.cryptography == .valid && signature.document == .unchanged && signature.certificateReference == .matches)
        #expect(signature.scope == ["invoice#a"])
        #expect(signature.properties.level == "B-B")
        #expect(signature.claimedTime?.instant.secondsSinceEpoch == 1_749_949_200)
    }

    /// The eight arrangements of Somorovsky and others, of original, forgery and signature.
    static let arrangements: [(String, @Sendable (XMLSigner.SignedInvoice) -> String)] = {
        let forged = "<amount>999</amount>"
        let open = "<invoice xmlns=\"urn:test\" Id=\"evil\">"
        return [
            (
                "XSW1: the original inside the signature of the forgery",
                { invoice in
                    open + forged + inside(invoice.signature, invoice.original) + "</invoice>"
                }
            ),
            (
                "XSW2: original and signature side by side in the forgery",
                { invoice in
                    open + forged + invoice.original + invoice.signature + "</invoice>"
                }
            ),
            (
                "XSW3: the forgery before the original",
                { invoice in
                    "<invoices xmlns=\"urn:test\">" + open + forged + "</invoice>" + invoice.document + "</invoices>"
                }
            ),
            ("XSW4: the original below the forgery", { invoice in open + forged + invoice.document + "</invoice>" }),
            (
                "XSW5: the signature in the forgery, the original behind it",
                { invoice in
                    "<invoices xmlns=\"urn:test\">" + open + forged + invoice.signature + "</invoice>" + invoice.original + "</invoices>"
                }
            ),
            (
                "XSW6: the original in the signature, which is in the forgery of a list",
                { invoice in
                    "<invoices xmlns=\"urn:test\">" + open + forged + inside(invoice.signature, invoice.original) + "</invoice></invoices>"
                }
            ),
            (
                "XSW7: the original in an extension",
                { invoice in
                    open + "<extensions>" + invoice.document + "</extensions>" + forged + "</invoice>"
                }
            ),
            (
                "XSW8: the original in an object of the signature",
                { invoice in
                    open + forged + inside(invoice.signature, "<ds:Object>" + invoice.original + "</ds:Object>") + "</invoice>"
                }
            ),
        ]
    }()

    static func inside(_ signature: String, _ element: String) -> String {
        String(signature.dropLast("</ds:Signature>".count)) + element + "</ds:Signature>"
    }

    @Test(arguments: arrangements.indices)
    func `a wrapped original is never the whole document`(index: Int) throws {
        let read = try XMLSigner.read(Self.arrangements[index].1(XMLSigner().invoice()))
        #expect(!read.signatures.isEmpty)
        #expect(!read.signatures.contains { $0.isAcceptedWhole }, "\(Self.arrangements[index].0)")
    }

    @Test(arguments: arrangements.indices)
    func `one identifier for original and forgery is malformed`(index: Int) throws {
        let document = Self.arrangements[index].1(try XMLSigner().invoice())
            .split(separator: "Id=\"evil\"", omittingEmptySubsequences: false).joined(separator: "Id=\"a\"")
        let read = try XMLSigner.read(document)
        #expect(read.signatures.allSatisfy { $0.formatFailure != nil })
    }

    @Test(arguments: ["id", "ID", "xml:id"])
    func `the spelling of the attribute hides no duplicate`(attribute: String) throws {
        let invoice = try XMLSigner().invoice()
        let read = try XMLSigner.read("<x><y \(attribute)=\"a\"/>\(invoice.document)</x>")
        #expect(read.signatures.allSatisfy { $0.formatFailure == "duplicate identifier" })
    }

    @Test func `the signature of a part says so`() throws {
        let invoice = try XMLSigner().invoice()
        let read = try XMLSigner.read("<list xmlns=\"urn:list\">\(invoice.document)</list>")
        let signature = try #require(read.signatures.first)
        #expect(signature.cryptography == .valid && signature.document == .partial && signature.scope == ["invoice#a"])
    }

    /// An invoice as Vietnamese law has it: seller and tax authority sign its data and their time, never the whole.
    @Test func `an electronic invoice lists the parts that are signed`() throws {
        let data = "<DLHDon Id=\"data\"><TToan>5</TToan></DLHDon>"
        let time =
            "<ds:Object xmlns:ds=\"\(XMLSigner.dsig)\" Id=\"time\"><ds:SignatureProperties><ds:SignatureProperty Target=\"#seller\">"
            + "<SigningTime>2025-06-15T08:00:00</SigningTime></ds:SignatureProperty></ds:SignatureProperties></ds:Object>"
        var signer = try XMLSigner()
        signer.named = nil
        let references = [XMLSigner.Reference(uri: "#data", octets: data), XMLSigner.Reference(uri: "#time", octets: time)]
        let signature = try signer.signature(references, id: "seller", objects: time)
        let read = try XMLSigner.read("<HDon>\(data)<DSCKS><NBan>\(signature)</NBan></DSCKS></HDon>")
        let found = try #require(read.signatures.first)
        #expect(read.format == .xmlDSig)
        #expect(found.cryptography == .valid && found.document == .partial && found.scope == ["DLHDon#data", "Object#time"])
    }

    @Test func `content added to what is signed is a change`() throws {
        let invoice = try XMLSigner().invoice()
        let read = try XMLSigner.read(invoice.open + invoice.body + "<amount>999</amount>" + invoice.signature + "</invoice>")
        #expect(read.signatures.first?.cryptography == .hashFailure("#a"))
        #expect(read.signatures.first?.document == .changed)
    }

    @Test func `content hidden in the signature of the whole`() throws {
        let invoice = try XMLSigner().invoice()
        let hidden = Self.inside(invoice.signature, "<ds:Object><amount xmlns=\"urn:test\">999</amount></ds:Object>")
        let read = try #require(try XMLSigner.read(invoice.open + invoice.body + hidden + "</invoice>").signatures.first)
        #expect(read.cryptography == .valid && read.document == .partial)
    }

    @Test func `an object beside the signed one is not covered`() throws {
        var signer = try XMLSigner()
        signer.named = nil
        let object = "<ds:Object xmlns:ds=\"\(XMLSigner.dsig)\" Id=\"o\"><order>5</order></ds:Object>"
        let signature = try signer.signature([XMLSigner.Reference(uri: "#o", octets: object)], objects: object)
        #expect(try XMLSigner.read(signature).signatures.first?.isAcceptedWhole == true)
        let more = Self.inside(signature, "<ds:Object><order>999</order></ds:Object>")
        let read = try #require(try XMLSigner.read(more).signatures.first)
        #expect(read.cryptography == .valid && read.document == .partial)
    }
}

/// Properties that are believed although they are not the signature's own. SIGNATURES: moved or fake SignedProperties.
@Suite struct XAdESPropertySubstitutionTests {
    @Test func `moved SignedProperties with others in their place`() throws {
        let invoice = try XMLSigner().invoice()
        let forged = try XMLSigner().properties(of: XMLSigner().authority.certificate, id: "fake")
        // The signed properties go into an object of their own; forged ones take their place.
        guard let start = invoice.signature.firstRange(of: "<xades:SignedProperties"),
            let end = invoice.signature.firstRange(of: "</xades:SignedProperties>")
        else { throw TestAuthority.Unmakeable() }
        let genuine = invoice.signature[start.lowerBound..<end.upperBound]
        let signature = XMLSignatureWrappingTests.inside(
            invoice.signature.replacing(genuine, with: forged), "<ds:Object>\(genuine)</ds:Object>")
        let read = try XMLSigner.read(invoice.open + invoice.body + signature + "</invoice>")
        #expect(read.signatures.first?.formatFailure == "reference to the SignedProperties of another signature")
    }

    @Test func `properties that no reference covers are not believed`() throws {
        var signer = try XMLSigner()
        signer.named = nil
        let data = "<a xmlns=\"urn:test\" Id=\"a\"></a>"
        let signature = try signer.signature([XMLSigner.Reference(uri: "#a", octets: data)])
        let forged =
            "<ds:Object><xades:QualifyingProperties xmlns:xades=\"\(XMLSigner.xades)\" Target=\"#sig\">"
            + signer.properties(of: signer.authority.certificate, id: "sig") + "</xades:QualifyingProperties></ds:Object>"
        let read = try XMLSigner.read("<x>\(data)\(XMLSignatureWrappingTests.inside(signature, forged))</x>")
        let found = try #require(read.signatures.first)
        #expect(read.format == .xmlDSig)
        #expect(found.claimedTime == nil && found.certificateReference == .absent && !found.properties.isAdES)
        #expect(found.warnings.map(\.code) == ["signed-properties-not-signed"])
    }

    @Test func `properties that name another signature as theirs`() throws {
        let document = try XMLSigner().invoice().document.replacing("Target=\"#sig\"", with: "Target=\"#other\"")
        #expect(try XMLSigner.read(document).signatures.first?.formatFailure == "QualifyingProperties of another signature")
    }

    @Test func `a counter-signature over something else`() throws {
        let invoice = try XMLSigner().invoice()
        var counter = try XMLSigner()
        counter.named = nil
        let value = invoice.signature[
            (invoice.signature.firstRange(of: "<ds:SignatureValue")?.lowerBound ?? invoice.signature.startIndex)..<(invoice.signature
                .firstRange(of: "</ds:SignatureValue>")?.upperBound ?? invoice.signature.startIndex)]
        let canonical = value.replacing("<ds:SignatureValue", with: "<ds:SignatureValue xmlns:ds=\"\(XMLSigner.dsig)\"")
        func read(_ reference: XMLSigner.Reference) throws -> [DocumentSignature] {
            let signature = try counter.signature([reference], id: "counter")
            let unsigned =
                "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:CounterSignature>\(signature)"
                + "</xades:CounterSignature></xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties>"
            let whole = invoice.signature.replacing("</xades:QualifyingProperties>", with: unsigned)
            return try XMLSigner.read(invoice.open + invoice.body + whole + "</invoice>").signatures
        }
        let honest = try read(XMLSigner.Reference(uri: "#sig-value", octets: String(canonical)))
        #expect(honest.map(\.cryptography) == [.valid, .valid] && honest.map(\.document) == [.unchanged, .unchanged])
        let info = "<amount xmlns=\"urn:test\">5</amount>"
        let other = try read(
            XMLSigner.Reference(uri: "", transforms: ["\(XMLSigner.dsig)enveloped-signature", XMLSigner.exclusive], octets: info))
        #expect(other.count == 2 && other[0].cryptography == .valid && !other[1].isAcceptedWhole)
    }
}
