/// Where an object is. ISO 32000-2 §7.5.4, §7.5.8.3.
enum CrossReferenceEntry: Sendable, Equatable {
    case free
    case uncompressed(offset: Int, generation: Int)
    case compressed(stream: Int, index: Int)
}
