/// Every kind of file that is judged, in the order in which they are asked.
package enum DocumentFormats {
    package static let all: [any DocumentFormat.Type] = [
        ASiCFormat.self,
        CAdESFormat.self,
        JAdESFormat.self,
        PAdESFormat.self,
        XMLFormat.self,
        OOXMLFormat.self,
        ODFFormat.self,
    ]
}
