package import HTTP
internal import HTTPTypes
package import Primitives

/// The parameters of one request: each name at most once, empty values dropped. RFC 6749 §3.1, §3.2.
package struct Parameters: Sendable, Equatable {
    package private(set) var values: [String: String]
    /// The values of the names that a standard lets a request repeat, in the order in which they came.
    private var lists: [String: [String]] = [:]
    /// Names that came more than once; their values are gone, so that nobody can use one of them.
    package private(set) var repeated: Set<String>

    /// Longest acceptable value in bytes, and the most that all of an authorization request may have together: a request that is stored must not be a place to store things.
    package static let maximumLength = 8192

    /// RFC 8707 §2 and RFC 8693 §2.1; every other name that comes twice is an error.
    private static let repeatable: Set<String> = ["audience", "resource"]

    static func isRepeatable(_ name: String) -> Bool { repeatable.contains(name) }

    package init(_ form: Form) {
        values = [:]
        repeated = []
        for field in form.fields {
            if Self.repeatable.contains(field.name) {
                if !field.value.isEmpty { lists[field.name, default: []].append(field.value) }
            } else if values.updateValue(field.value, forKey: field.name) != nil || repeated.contains(field.name) {
                repeated.insert(field.name)
            }
        }
        for name in repeated { values[name] = nil }
        if values.values.contains(where: \.isEmpty) { values = values.filter { !$0.value.isEmpty } }
    }

    /// The form in the body of a POST. Parameters in the query are refused: they would reach logs and histories. RFC 6749 §3.2.
    /// - Throws: `Rejection.bodyNotForm`, `.parametersInQuery`, `.encodingInvalid`, `.parameterRepeated`, `.parameterTooLong`
    package init(body request: Request) throws(Rejection) {
        guard (request.query ?? "").isEmpty else { throw .parametersInQuery }
        self.init(try Self.form(inBodyOf: request))
        try checkUnique()
    }

    /// The query of a GET, or the form of a POST, for endpoints that a browser calls. What is repeated or too
    /// long stays recorded: whether that can be told by redirect is for the caller to know.
    package init(browser request: Request) throws(Rejection) {
        var form: Form
        do { form = try Form(parsing: request.query ?? "") } catch { throw .encodingInvalid }
        if request.method == .post { form.append(try Self.form(inBodyOf: request)) }
        self.init(form)
    }

    /// Restores what `json` gave.
    package init(json: JSON.Object) {
        values = [:]
        repeated = []
        for member in json.members {
            if Self.repeatable.contains(member.name) {
                lists[member.name] = member.value.strings
            } else {
                values[member.name] = member.value.string
            }
        }
    }

    package var json: JSON.Object {
        let texts = values.map { (name: $0.key, value: JSON.string($0.value)) } + lists.map { (name: $0.key, value: JSON($0.value)) }
        return texts.sorted { $0.name < $1.name }.reduce(into: JSON.Object()) { $0.append($1.name, $1.value) }
    }

    package subscript(name: String) -> String? { values[name] }

    /// Every value of a name that may be repeated; an absent parameter gives none.
    package func all(_ name: String) -> [String] { lists[name] ?? [] }

    /// The same with one more value, in place of any that came under this name.
    package func setting(_ name: String, to value: String) -> Parameters {
        var changed = self
        changed.values[name] = value
        return changed
    }

    /// The value split at single spaces, without repetitions; an absent parameter gives none.
    package func list(_ name: String) -> [String] {
        var seen: Set<String> = []
        return (values[name] ?? "").split(at: " ").filter { seen.insert($0).inserted }
    }

    /// These parameters alone. What was repeated stays recorded, whatever its name.
    package func limited(to names: Set<String>) -> Parameters {
        var limited = self
        limited.values = values.filter { names.contains($0.key) }
        limited.lists = lists.filter { names.contains($0.key) }
        return limited
    }

    /// The bytes of all names and values together.
    package var length: Int {
        values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
            + lists.reduce(0) { $0 + $1.value.reduce(0) { $0 + $1.utf8.count } + $1.key.utf8.count * $1.value.count }
    }

    package func checkUnique() throws(Rejection) {
        guard repeated.isEmpty else { throw .parameterRepeated }
        try checkLengths()
    }

    private func checkLengths() throws(Rejection) {
        guard values.allSatisfy({ $0.value.utf8.count <= Self.maximumLength }),
            lists.values.allSatisfy({ $0.reduce(0) { $0 + $1.utf8.count } <= Self.maximumLength })
        else { throw .parameterTooLong }
    }

    private static func form(inBodyOf request: Request) throws(Rejection) -> Form {
        guard isForm(request.headers[.contentType] ?? "") else { throw .bodyNotForm }
        do { return try Form(parsing: request.body) } catch { throw .encodingInvalid }
    }

    /// The media type alone counts, in whatever case. RFC 9110 §8.3.1.
    private static func isForm(_ contentType: String) -> Bool {
        let type = "application/x-www-form-urlencoded"
        if contentType.isSame(as: type) { return true }
        return contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " } == type
    }
}
