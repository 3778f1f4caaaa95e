/// An element on its way to text; every character that means something to XML is escaped, and what XML cannot hold is left out.
struct XMLText {
    private let name: String
    private let attributes: [(String, String)]
    private let children: [XMLText]
    private let content: String

    init(_ name: String, attributes: [(String, String)] = [], _ children: [XMLText] = [], content: String = "") {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.content = content
    }

    init(_ name: String, content: String) { self.init(name, attributes: [], [], content: content) }

    var text: String {
        let start = "<" + name + attributes.map { " \($0.0)=\"\(Self.escaped($0.1))\"" }.joined()
        if children.isEmpty && content.isEmpty { return start + "/>" }
        return start + ">" + Self.escaped(content) + children.map(\.text).joined() + "</\(name)>"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
