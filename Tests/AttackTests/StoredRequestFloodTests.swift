import OAuth
import Primitives
import Testing

/// A stranger uses requests that wait for their person as a place to store things. CWE-770.
@Suite struct StoredRequestFloodTests {
    @Test func `parameters that nobody reads are not kept`() async throws {
        let portal = try await Portal([:])
        let junk = Dictionary(uniqueKeysWithValues: (0..<200).map { ("x\($0)", String(repeating: "y", count: 4_000)) })
        let request = try await portal.request(junk.merging(["claims_locales": "vi", "display": "page"]) { $1 })
        #expect(Set(request.parameters.values.keys) == ["client_id", "redirect_uri", "response_type", "scope", "state"])
    }

    @Test func `what is kept is read again as it was`() async throws {
        let portal = try await Portal([:])
        let first = try await portal.request([
            "nonce": "n", "prompt": "login", "max_age": "60", "login_hint": "0912345678", "acr_values": "LoA2",
            "response_mode": "form_post",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
            "claims": #"{"userinfo": {"name": null}}"#,
        ])
        let kept = Dictionary(uniqueKeysWithValues: Parameters(json: first.parameters.json).values.map { ($0.key, $0.value) })
        let second = try await portal.request(kept)
        #expect(second.nonce == "n" && second.prompts == [.login] && second.maximumAge == 60 && second.challenge == first.challenge)
        #expect(second.claims == first.claims && second.addressed.responseMode == .formPost && second.parameters["login_hint"] != nil)
        #expect(second.wishedLevel == .loa2)
    }

    @Test(arguments: [(7_000, nil), (8_100, Rejection.parameterTooLong)] as [(Int, Rejection?)])
    func `all of a request is as long as one parameter may be`(length: Int, rejection: Rejection?) async throws {
        let portal = try await Portal([:])
        let half = String(repeating: "n", count: length / 2)
        let changes = ["nonce": half, "login_hint": half]
        if let rejection {
            await #expect(throws: rejection) { try await portal.request(changes) }
            #expect(try await portal.addressed(changes).redirect.uri == Portal.redirect, "it can be told by redirect")
        } else {
            #expect(try await portal.request(changes).nonce == half)
        }
    }
}
