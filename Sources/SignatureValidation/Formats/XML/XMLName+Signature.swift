/// Names of the standards, letter for letter.
extension XMLName {
    static let xmlDSig = "http://www.w3.org/2000/09/xmldsig#"

    package static let signature = Self(xmlDSig, "Signature")
    static let signedInfo = Self(xmlDSig, "SignedInfo")
    static let signatureValue = Self(xmlDSig, "SignatureValue")
    static let keyInfo = Self(xmlDSig, "KeyInfo")
    static let object = Self(xmlDSig, "Object")
    static let signatureProperties = Self(xmlDSig, "SignatureProperties")
    static let manifest = Self(xmlDSig, "Manifest")
    static let canonicalizationMethod = Self(xmlDSig, "CanonicalizationMethod")
    static let signatureMethod = Self(xmlDSig, "SignatureMethod")
    static let reference = Self(xmlDSig, "Reference")
    static let transforms = Self(xmlDSig, "Transforms")
    static let transform = Self(xmlDSig, "Transform")
    static let xpath = Self(xmlDSig, "XPath")
    static let filter2XPath = Self("http://www.w3.org/2002/06/xmldsig-filter2", "XPath")
    static let digestMethod = Self(xmlDSig, "DigestMethod")
    static let digestValue = Self(xmlDSig, "DigestValue")
    static let x509Data = Self(xmlDSig, "X509Data")
    static let x509Certificate = Self(xmlDSig, "X509Certificate")
    static let x509CRL = Self(xmlDSig, "X509CRL")
    static let inclusiveNamespaces = Self("http://www.w3.org/2001/10/xml-exc-c14n#", "InclusiveNamespaces")
}
