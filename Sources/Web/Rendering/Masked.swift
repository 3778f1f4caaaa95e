/// Values as a page may show them: enough for their owner to recognise, too little for whoever looks over the shoulder.
package enum Masked {
    private static let dots = "•••"

    /// `001•••••123`: the first and the last three characters of a number.
    package static func number(_ number: String) -> String {
        guard number.count > 6 else { return dots }
        return number.prefix(3) + String(repeating: "•", count: number.count - 6) + number.suffix(3)
    }

    /// `+84 91•••678`: a phone number in E.164 form.
    package static func phone(_ phone: String) -> String {
        guard phone.hasPrefix("+84"), phone.count == 12 else { return number(phone) }
        return "+84 \(phone.dropFirst(3).prefix(2))\(dots)\(phone.suffix(3))"
    }

    /// `n•••@example.vn`: an e-mail address.
    package static func email(_ email: String) -> String {
        guard let at = email.lastIndex(of: "@"), at > email.startIndex else { return dots }
        return email.prefix(1) + dots + email[at...]
    }

    /// `N••••• Văn An`: a person's name without its family name, which is common enough to say nothing.
    package static func name(_ name: String) -> String {
        let words = name.split(separator: " ")
        guard words.count > 1, let family = words.first?.first else { return name.prefix(1) + dots }
        return "\(family)\(dots) " + words.dropFirst().joined(separator: " ")
    }
}
