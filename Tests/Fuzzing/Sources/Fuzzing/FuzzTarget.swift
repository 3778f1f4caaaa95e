/// One kind of input, and what must be true of every input of that kind besides that nothing crashes, takes long or fills the memory.
protocol FuzzTarget: Sendable {
    /// - Parameter genuine: files that somebody signed. No other signature can be made by changing bytes.
    init(genuine: Genuine)

    /// - Returns: whether the input is of this kind at all; others are not worth being kept.
    func run(_ input: [UInt8]) -> Bool
}

enum FuzzTargets {
    static let all: [String: any FuzzTarget.Type] = [
        "certificate": CertificateTarget.self,
        "cms": CMSTarget.self,
        "json": JSONTarget.self,
        "pdf": PDFTarget.self,
        "xml": XMLTarget.self,
        "zip": ZipTarget.self,
    ]
}

/// What the engine calls, which carries nothing with it.
enum Attempt {
    /// Set once, before the engine starts its one thread.
    nonisolated(unsafe) static var target: (any FuzzTarget)?

    static func run(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        unsafe target?.run(Array(UnsafeBufferPointer(start: bytes, count: count))) == true ? 0 : -1
    }
}

/// Ends the process with a finding when a property does not hold.
func demand(_ property: @autoclosure () -> Bool, _ name: StaticString) {
    guard property() else { fatalError("does not hold: \(name)") }
}
