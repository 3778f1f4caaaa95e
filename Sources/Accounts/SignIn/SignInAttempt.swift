package import Primitives

/// What a browser sent when its form was submitted.
package struct SignInAttempt: Sendable {
    /// As typed; a personal number perhaps, so it is not printed.
    package var identifier: Secret
    /// As typed; neither trimmed nor folded.
    package var password: Secret
    /// Value of the device cookie.
    package var deviceCookie: Secret?
    /// Value of the session cookie. The session it names is renewed for the same person and ended for another; a value
    /// that names none is never adopted.
    package var sessionCookie: Secret?
    package var origin: SessionRecord.Origin
    package var requestID: String

    package init(
        identifier: String, password: Secret, deviceCookie: String?, sessionCookie: String?, origin: SessionRecord.Origin, requestID: String
    ) {
        self.identifier = Secret(identifier)
        self.password = password
        self.deviceCookie = deviceCookie.map { Secret($0) }
        self.sessionCookie = sessionCookie.map { Secret($0) }
        self.origin = origin
        self.requestID = requestID
    }
}

/// What a browser sent when somebody who is signed in answered a further challenge.
package struct StepUpAttempt: Sendable {
    /// As typed.
    package var answer: Secret
    /// Value of the device cookie.
    package var deviceCookie: Secret?
    /// Value of the session cookie.
    package var sessionCookie: String?
    package var origin: SessionRecord.Origin
    package var requestID: String

    package init(answer: String, deviceCookie: String?, sessionCookie: String?, origin: SessionRecord.Origin, requestID: String) {
        self.answer = Secret(answer)
        self.deviceCookie = deviceCookie.map { Secret($0) }
        self.sessionCookie = sessionCookie
        self.origin = origin
        self.requestID = requestID
    }
}

extension SignInAttempt {
    var typed: String { String(decoding: identifier.exposed, as: UTF8.self) }
}

/// A sign-in that succeeded and is written down: what the browser gets.
package struct SignedIn: Sendable {
    package let session: SessionRecord
    package let sessionSecret: BrowserSecret
    package let deviceSecret: BrowserSecret
}
