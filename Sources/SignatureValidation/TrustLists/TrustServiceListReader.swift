internal import PKI
internal import Primitives

/// Takes a trusted list apart. ETSI TS 119 612 §5.
struct TrustServiceListReader {
    private let tree: XMLTree

    init(_ tree: XMLTree) { self.tree = tree }

    private static func name(_ local: String) -> XMLName { XMLName("http://uri.etsi.org/02231/v2#", local) }

    func list() throws(DocumentRejection) -> TrustServiceList {
        guard tree.isElement(tree.root, Self.name("TrustServiceStatusList")) else { throw .malformed("not a trusted list") }
        let scheme = try required(tree.root, ["SchemeInformation"])
        guard let version = Int(try text(scheme, ["TSLVersionIdentifier"])), (4...6).contains(version) else {
            throw .unsupported("version of the trusted list")
        }
        guard let number = Int(try text(scheme, ["TSLSequenceNumber"])) else { throw .malformed("TSLSequenceNumber") }
        return TrustServiceList(
            territory: try text(scheme, ["SchemeTerritory"]), sequenceNumber: number,
            issued: try time(scheme, ["ListIssueDateTime"]), nextUpdate: try nextUpdate(scheme), services: try services(),
            pointers: try pointers(scheme))
    }

    /// Absent in a list that is closed. §5.3.15.
    private func nextUpdate(_ scheme: Int) throws(DocumentRejection) -> Instant? {
        let element = try required(scheme, ["NextUpdate"])
        return tree.childElements(of: element).isEmpty ? nil : try time(element, ["dateTime"])
    }

    private func pointers(_ scheme: Int) throws(DocumentRejection) -> [TrustServiceList.Pointer] {
        var pointers: [TrustServiceList.Pointer] = []
        for list in children(scheme, ["PointersToOtherTSL", "OtherTSLPointer"]) {
            let identities = children(list, ["ServiceDigitalIdentities", "ServiceDigitalIdentity"])
            pointers.append(
                TrustServiceList.Pointer(location: try text(list, ["TSLLocation"]), certificates: identities.flatMap(certificates)))
        }
        return pointers
    }

    private func services() throws(DocumentRejection) -> [TrustService] {
        var services: [TrustService] = []
        for service in children(tree.root, ["TrustServiceProviderList", "TrustServiceProvider", "TSPServices", "TSPService"]) {
            let current = try required(service, ["ServiceInformation"])
            var statuses = [try status(current)]
            for past in children(service, ["ServiceHistory", "ServiceHistoryInstance"]) { statuses.append(try status(past)) }
            services.append(
                TrustService(
                    type: try text(current, ["ServiceTypeIdentifier"]),
                    certificates: children(current, ["ServiceDigitalIdentity"]).flatMap(certificates),
                    statuses: statuses.sorted { $0.since > $1.since }))
        }
        return services
    }

    private func status(_ information: Int) throws(DocumentRejection) -> TrustService.Status {
        TrustService.Status(name: try text(information, ["ServiceStatus"]), since: try time(information, ["StatusStartingTime"]))
    }

    /// Those of an identity that can be read; names and key identifiers say nothing that they do not. §5.5.3.
    private func certificates(_ identity: Int) -> [Certificate] {
        children(identity, ["DigitalId", "X509Certificate"]).compactMap { node in
            XMLBase64.decode(tree.stringValue(of: node)[...]).flatMap { Certificate(der: $0) }
        }
    }

    // MARK: Elements by their path

    private func children(_ node: Int, _ path: [String]) -> [Int] {
        path.reduce([node]) { nodes, local in nodes.flatMap { tree.children(of: $0, Self.name(local)) } }
    }

    private func required(_ node: Int, _ path: [String]) throws(DocumentRejection) -> Int {
        let found = children(node, path)
        guard found.count == 1 else { throw .malformed(path.joined(separator: "/")) }
        return found[0]
    }

    private func text(_ node: Int, _ path: [String]) throws(DocumentRejection) -> String { tree.trimmedText(of: try required(node, path)) }

    private func time(_ node: Int, _ path: [String]) throws(DocumentRejection) -> Instant {
        guard let time = ClaimedTime(xml: try text(node, path)), time.hasZone else { throw .malformed(path.joined(separator: "/")) }
        return time.instant
    }
}
