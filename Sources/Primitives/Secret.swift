/// Bytes that must never be printed, logged or compared in variable time.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The bytes themselves. Every use of this property is a place for a reviewer to look at.
    package let exposed: [UInt8]

    package init(_ bytes: [UInt8]) { exposed = bytes }
    package init(_ text: String) { exposed = Array(text.utf8) }

    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Equality in time that depends on the lengths alone.
    package func matches(_ other: Secret) -> Bool { constantTimeEqual(exposed, other.exposed) }
}

/// Equality in time that depends on the lengths alone.
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in a.indices { difference |= a[index] ^ b[index] }
    return difference == 0
}
