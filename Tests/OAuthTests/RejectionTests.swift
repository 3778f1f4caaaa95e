import HTTPTypes
import OAuth
import Testing

/// RFC 6749 §5.2: every way to be wrong has a code, a status and a mend that may travel.
@Suite struct RejectionTests {
    @Test(arguments: Rejection.allCases) func `the mend is printable ASCII without quotes`(rejection: Rejection) {
        #expect(!rejection.mend.isEmpty)
        #expect(rejection.mend.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
    }

    @Test(arguments: OAuthErrorCode.allCases) func `the status says whose fault it is`(code: OAuthErrorCode) {
        switch code {
        case .serverError: #expect(code.status == .internalServerError)
        case .temporarilyUnavailable: #expect(code.status == .serviceUnavailable)
        case .insufficientUserAuthentication, .invalidClient, .invalidToken: #expect(code.status == .unauthorized)
        case .insufficientScope: #expect(code.status == .forbidden)
        default: #expect(code.status == .badRequest)
        }
    }

    @Test func `what could tell an attacker something looks alike`() {
        #expect(Set([Rejection.clientUnknown, .clientSecretMismatch, .clientAuthenticationMethodMismatch].map(\.mend)).count == 1)
        #expect(Set([Rejection.codeUnknown, .codeReplayed, .codeClientMismatch, .codeExpired].map(\.mend)).count == 1)
        #expect(Set([Rejection.refreshTokenUnknown, .refreshTokenReplayed, .refreshTokenClientMismatch].map(\.mend)).count == 1)
    }
}
