package import Primitives

/// What a browser sent when its form was submitted.
package struct SignInAttempt: Sendable {
    /// As typed.
    package var identifier: String
    /// As typed; neither trimmed nor folded.
    package var password: Secret
    /// Value of the device cookie.
    package var deviceCookie: String?
    /// Value of the session cookie. The session it names is renewed for the same person and ended for another; a value
    /// that names none is never adopted.
    package var sessionCookie: String?
    package var origin: SessionRecord.Origin
    package var requestID: String

    package init(
        identifier: String, password: Secret, deviceCookie: String?, sessionCookie: String?, origin: SessionRecord.Origin, requestID: String
    ) {
        self.identifier = identifier
        self.password = password
        self.deviceCookie = deviceCookie
        self.sessionCookie = sessionCookie
        self.origin = origin
        self.requestID = requestID
    }
}

/// A sign-in that succeeded and is written down: what the browser gets.
package struct SignedIn: Sendable {
    package let session: SessionRecord
    package let sessionSecret: BrowserSecret
    package let deviceSecret: BrowserSecret
}
