/// A node of the tree of form fields: a field, a group of fields, or a widget. ISO 32000-2 §12.7.4.
struct FormField {
    /// Its object; nil where it stands in its parent.
    let reference: PDFReference?
    /// With the names of its parents, separated by full stops. ISO 32000-2 §12.7.4.2.
    let name: String
    /// `Sig`, `Tx`, `Btn` or `Ch`, its own or its parent's.
    let type: String?
    let dictionary: PDFDictionary

    var isSignature: Bool { type == "Sig" }
    var isWidget: Bool { dictionary["Rect"] != nil }
    var isVisible: Bool { dictionary.isVisibleAnnotation }
}

extension PDFDictionary {
    /// Not hidden, not kept from view, and larger than nothing. ISO 32000-2 §12.5.3.
    var isVisibleAnnotation: Bool {
        guard (self["F"]?.integer ?? 0) & 0b10_0010 == 0, let box = PDFRectangle(self["Rect"]) else { return false }
        return box.width > 0 && box.height > 0
    }
}
