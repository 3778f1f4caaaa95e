import Primitives
import Testing
import TokenCrypto

/// RFC 7515, appendix A, and RFC 7638 §3.1.
@Suite struct JSONWebSignatureTests {
    private static let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    private static let claims = Array("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}".utf8)
    private static let rsaKey: JSON = [
        "kty": "RSA",
        "n": .string(
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
                + "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"
                + "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
        "e": "AQAB",
    ]
    private static let ecKey: JSON = [
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    ]

    @Test func `A.2 RS256`() throws {
        let signature =
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
            + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
            + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        let parsed = try JWS.Parsed(parsing: "eyJhbGciOiJSUzI1NiJ9.\(Self.payload).\(signature)")
        #expect(try parsed.verified(by: JWK(parsing: Self.rsaKey), algorithm: .rs256) == Self.claims)
        #expect(throws: JOSERejection.algorithmNotAllowed) { try parsed.verified(by: JWK(parsing: Self.rsaKey), algorithm: .ps256) }
    }

    @Test func `A.3 ES256`() throws {
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        let parsed = try JWS.Parsed(parsing: "eyJhbGciOiJFUzI1NiJ9.\(Self.payload).\(signature)")
        #expect(try parsed.verified(by: SigningKey(jwk: Self.ecKey).publicKey, algorithm: .es256) == Self.claims)
    }

    /// The appendix's curve is not offered.
    @Test func `A.4 ES512 is refused`() throws {
        let parsed = try JWS.Parsed(parsing: "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AAAA")
        let keys = JWKSet(keys: [try SigningKey(jwk: Self.ecKey).publicKey])
        #expect(throws: JOSERejection.algorithmNotAllowed) { try parsed.verified(by: keys, algorithms: Set(SignatureAlgorithm.allCases)) }
    }

    @Test func `A.5 none is refused`() throws {
        let parsed = try JWS.Parsed(parsing: "eyJhbGciOiJub25lIn0.\(Self.payload).")
        let keys = JWKSet(keys: [try SigningKey(jwk: Self.ecKey).publicKey])
        #expect(throws: JOSERejection.algorithmNotAllowed) { try parsed.verified(by: keys, algorithms: Set(SignatureAlgorithm.allCases)) }
    }

    @Test func `RFC 7638 §3.1 thumbprint`() throws {
        let key: JSON = [
            "kty": "RSA",
            "n": .string(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst"
                    + "n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n9"
                    + "1CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"),
            "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        ]
        #expect(try JWK(parsing: key).thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }
}
