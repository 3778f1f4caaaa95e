package import Primitives

/// Public keys that a party publishes or registers. RFC 7517 §5.
package struct JWKSet: Sendable, Equatable {
    /// More keys than any honest party holds at once; each costs work when it is read.
    package static let maximumCount = 64

    package let keys: [JWK]

    package init(keys: [JWK]) { self.keys = keys }

    /// Reads a set; keys of unknown type or curve are passed over as RFC 7517 §5 asks, weak or secret ones refuse the whole set,
    /// because whoever publishes one needs to hear of it.
    package init(parsing json: JSON) throws(JWKError) {
        guard let elements = json["keys"]?.array else { throw .notAKeySet }
        guard elements.count <= Self.maximumCount else { throw .tooManyKeys }
        var keys: [JWK] = []
        for element in elements {
            do throws(JWKError) {
                keys.append(try JWK(parsing: element))
            } catch {
                switch error {
                case .keyTypeUnsupported, .curveUnsupported: continue
                default: throw error
                }
            }
        }
        self.keys = keys
    }

    /// The key to encrypt to by that algorithm: the first that was made for it, else the first that may be used so.
    package func encryptionKey(for algorithm: KeyManagementAlgorithm) -> JWK? {
        let fitting = keys.filter { $0.fits(algorithm) }
        return fitting.first { $0.json["use"] != nil } ?? fitting.first
    }

    package var json: JSON.Object { ["keys": .array(keys.map { .object($0.json) })] }
}
