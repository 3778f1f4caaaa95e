/// Who refers to what in the final revision, from the trailer on: one walk over everything that a reader can reach.
struct PDFReferenceGraph {
    /// A place from which an object is referred to.
    struct Edge: Hashable {
        /// The object with the reference; 0 is the trailer.
        let from: Int
        /// The key in that object under which the reference stands, at any depth; empty in an array.
        let first: String
        /// The key nearest to the reference; empty in an array that is an object of its own.
        let last: String
    }

    /// Of the watched objects only.
    private(set) var incoming: [Int: Set<Edge>] = [:]
    /// From where each object was reached first.
    private(set) var origin: [Int: Edge] = [:]
    /// Objects that are referred to under several keys.
    private var ambiguous: Set<Int> = []
    /// Objects that are no objects, though something refers to them.
    private(set) var malformed: Set<Int> = []

    private var open: [PDFReference] = []

    /// - Parameter watched: The objects whose referrers are of interest.
    init(_ file: PDFFile, in revision: Int, watched: Set<Int>) throws(DocumentRejection) {
        visit(.dictionary(file.revisions[revision].trailer), of: 0, watched, except: ["Prev", "XRefStm"])
        var visited: Set<Int> = []
        var next = 0
        // In the order of discovery, so that the origin of an object is a shortest way to it.
        while next < open.count {
            let reference = open[next]
            next += 1
            guard visited.insert(reference.number).inserted else { continue }
            guard visited.count <= file.limits.objects else { throw .limit("objects") }
            do throws(DocumentRejection) {
                // Of whatever generation: a reference of a wrong one must not hide what a right one leads to.
                visit(try file.object(reference.number, in: revision).value, of: reference.number, watched, except: [])
            } catch {
                guard case .malformed = error else { throw error }
                malformed.insert(reference.number)
            }
            if next > 4_096, next * 2 > open.count {
                open.removeFirst(next)
                next = 0
            }
        }
        open = []
    }

    func isReachable(_ number: Int) -> Bool { origin[number] != nil }

    /// The key by which the reference is known: in an array, the one under which everybody refers to the array.
    func key(of edge: Edge) -> String? {
        guard edge.last.isEmpty else { return edge.last }
        return ambiguous.contains(edge.from) ? nil : origin[edge.from]?.last
    }

    private struct Pending {
        let value: PDFValue
        let first: String
        let last: String
    }

    private mutating func visit(_ value: PDFValue, of number: Int, _ watched: Set<Int>, except: Set<String>) {
        var pending = [Pending(value: value, first: "", last: "")]
        while let next = pending.popLast() {
            switch next.value {
            case .reference(let reference):
                note(reference, Edge(from: number, first: next.first, last: next.last), watched)
            case .array(let values):
                for value in values where value.canRefer { pending.append(Pending(value: value, first: next.first, last: next.last)) }
            case .dictionary(let dictionary):
                for entry in dictionary.entries where entry.value.canRefer && !except.contains(entry.key) {
                    pending.append(Pending(value: entry.value, first: next.first.isEmpty ? entry.key : next.first, last: entry.key))
                }
            default: break
            }
        }
    }

    private mutating func note(_ reference: PDFReference, _ edge: Edge, _ watched: Set<Int>) {
        if watched.contains(reference.number) { incoming[reference.number, default: []].insert(edge) }
        guard let first = origin[reference.number] else {
            origin[reference.number] = edge
            open.append(reference)
            return
        }
        if first.last != edge.last { ambiguous.insert(reference.number) }
    }
}

extension PDFValue {
    fileprivate var canRefer: Bool {
        switch self {
        case .reference, .array, .dictionary: true
        default: false
        }
    }
}
