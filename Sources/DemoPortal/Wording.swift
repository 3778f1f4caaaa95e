internal import RelyingParty

/// Everything the portal says, in one language.
struct Wording: Sendable {
    let language: Language

    init(_ language: Language) { self.language = language }

    private func say(_ vietnamese: String, _ english: String) -> String { language == .vietnamese ? vietnamese : english }

    // every page
    var skip: String { say("Chuyển đến nội dung chính", "Skip to main content") }
    var demonstration: String { say("Cổng minh họa", "Demonstration portal") }
    var footer: String {
        say(
            "Cổng minh họa đăng nhập một lần: không tiếp nhận hồ sơ thật.",
            "This portal demonstrates single sign-on and accepts no real applications.")
    }
    var safety: String {
        say("Cán bộ không bao giờ hỏi mật khẩu hoặc mã xác thực.", "Officials never ask for your password or a verification code.")
    }
    var switchLanguage: String { say("English", "Tiếng Việt") }
    var home: String { say("Quay lại trang chủ", "Back to the home page") }

    // signed out
    var welcomeLead: String {
        say(
            "Nộp và theo dõi hồ sơ bằng một tài khoản dịch vụ công. Đã đăng nhập ở cổng khác thì không phải nhập lại.",
            "Submit and follow applications with one public service account. If you are signed in at another portal, there is nothing to enter."
        )
    }
    var signIn: String { say("Đăng nhập", "Sign in") }
    var account: String { say("Tài khoản dịch vụ công", "Public service account") }
    var signedOutTitle: String { say("Đã đăng xuất", "Signed out") }
    var signedOutText: String {
        say(
            "Phiên tại cổng này và tại tài khoản dịch vụ công đã kết thúc.", "The session here and at the public service account has ended."
        )
    }
    var providerDownTitle: String { say("Chưa thể đăng nhập", "Sign-in is not available right now") }
    var providerDownText: String {
        say(
            "Cổng chưa kết nối được với nơi đăng nhập. Vui lòng thử lại sau ít phút.",
            "The portal cannot reach the sign-in service. Please try again in a few minutes.")
    }

    // signed in
    var signedInTitle: String { say("Đã đăng nhập", "Signed in") }
    func greeting(_ name: String) -> String { say("Xin chào, \(name)", "Welcome, \(name)") }
    var greetingWithoutName: String { say("Xin chào", "Welcome") }
    var signOut: String { say("Đăng xuất", "Sign out") }
    var signOutHint: String {
        say(
            "Đăng xuất sẽ kết thúc phiên tại tất cả cổng đã đăng nhập trong trình duyệt này.",
            "Signing out ends the session at every portal that this browser is signed in to.")
    }
    var proofHeading: String { say("Lần đăng nhập này", "This sign-in") }
    var level: String { say("Mức độ xác thực", "Authentication level") }
    var subject: String { say("Mã người dùng tại cơ quan này", "Identifier at this agency") }
    var subjectHint: String {
        say("Cơ quan khác thấy một mã khác, không thể đối chiếu với nhau.", "Other agencies see a different one, and cannot match them.")
    }
    var time: String { say("Thời điểm xác thực", "Authenticated at") }
    var means: String { say("Phương thức", "Means") }
    var claimsHeading: String { say("Thông tin cổng này nhận được", "What this portal received") }
    var noClaims: String { say("Không có thông tin nào khác.", "Nothing else.") }
    var machineReadable: String { say("Xem phiên ở dạng JSON", "See the session as JSON") }

    var documentsTitle: String { say("Nộp tài liệu đã ký số", "Submit a signed document") }
    var documentsLead: String {
        say(
            "Cổng nhờ nơi đăng nhập kiểm tra chữ ký số và đối chiếu người ký với tài khoản đang đăng nhập.",
            "The portal has the sign-in service check the signatures and compare the signer with the account that is signed in.")
    }
    var document: String { say("Tệp đã ký", "Signed file") }
    var submit: String { say("Nộp", "Submit") }
    var documentAccepted: String { say("Đã tiếp nhận: tài liệu do chính quý vị ký", "Accepted: the document is signed by you") }
    var documentForeign: String { say("Không tiếp nhận: người ký không phải quý vị", "Not accepted: somebody else signed it") }
    var documentChanged: String {
        say("Không tiếp nhận: tài liệu đã bị thay đổi sau khi ký", "Not accepted: the document was changed after signing")
    }
    var documentNotAccepted: String { say("Chưa tiếp nhận", "Not accepted") }
    var signature: String { say("Chữ ký", "Signature") }

    var stepUp: String { say("Xác thực thêm một lớp (LoA2)", "Prove a second factor (LoA2)") }

    func levelText(_ level: AuthenticationContextClass?) -> String {
        switch level {
        case .loa1: say("một lớp xác thực", "one factor")
        case .loa2: say("hai lớp xác thực", "two factors")
        case .loa3: say("chống giả mạo, hoặc chứng thư chữ ký số", "phishing-resistant, or a certificate")
        case .loa4:
            say("chứng thư hoặc khóa truy cập, danh tính đã kiểm tra trực tiếp", "certificate or passkey, identity proofed in person")
        case nil: say("không được nêu", "not stated")
        }
    }

    func meansText(_ method: String) -> String {
        switch method {
        case "pwd": say("mật khẩu", "password")
        case "otp": say("mã dùng một lần", "one-time code")
        case "mfa": say("nhiều lớp", "several factors")
        case "hwk", "swk", "pop": say("khóa truy cập", "passkey")
        case "sms": say("tin nhắn", "text message")
        case "sc": say("thẻ hoặc chứng thư", "card or certificate")
        case "user": say("người dùng hiện diện", "user present")
        default: method
        }
    }

    /// The label of a claim; an unknown one is shown under its own name.
    func claim(_ name: String) -> String {
        switch name {
        case "name": say("Họ, chữ đệm và tên", "Full name")
        case "family_name": say("Họ", "Family name")
        case "given_name": say("Tên", "Given name")
        case "middle_name": say("Chữ đệm", "Middle name")
        case "preferred_username": say("Tên hiển thị", "Preferred name")
        case "birthdate": say("Ngày sinh", "Date of birth")
        case "gender": say("Giới tính", "Gender")
        case "locale": say("Ngôn ngữ", "Language")
        case "zoneinfo": say("Múi giờ", "Time zone")
        case "email": say("Thư điện tử", "Email")
        case "email_verified": say("Thư điện tử đã xác minh", "Email verified")
        case "phone_number": say("Số điện thoại", "Phone number")
        case "phone_number_verified": say("Số điện thoại đã xác minh", "Phone number verified")
        case "address": say("Địa chỉ", "Address")
        case "personal_number": say("Số định danh cá nhân", "Personal identification number")
        case "account_kind": say("Loại tài khoản", "Account type")
        case "ial": say("Mức độ định danh", "Identity assurance")
        case "nationalities": say("Quốc tịch", "Nationality")
        case "organization": say("Tổ chức", "Organization")
        case "updated_at": say("Cập nhật lúc", "Updated at")
        default: name
        }
    }

    /// Values that have a word of their own.
    func value(_ value: String, of claim: String) -> String {
        switch (claim, value) {
        case ("gender", "male"): say("Nam", "Male")
        case ("gender", "female"): say("Nữ", "Female")
        case ("account_kind", "citizen"): say("Công dân", "Citizen")
        case ("account_kind", "business"): say("Doanh nghiệp, tổ chức", "Business")
        case ("account_kind", "official"): say("Cán bộ, công chức, viên chức", "Official")
        default: value
        }
    }

    func yes(_ value: Bool) -> String { value ? say("Có", "Yes") : say("Chưa", "No") }

    // problems
    var code: String { say("Mã lỗi", "Error code") }
    var tryAgain: String { say("Đăng nhập lại", "Sign in again") }
    var notFound: (String, String) {
        (say("Không tìm thấy trang", "Page not found"), say("Địa chỉ không có ở cổng này.", "There is no such address at this portal."))
    }
    var methodNotAllowed: (String, String) {
        (
            say("Yêu cầu không phù hợp", "Request not possible"),
            say("Trang này không nhận loại yêu cầu đó.", "This page does not take that kind of request.")
        )
    }
    var forgedForm: (String, String) {
        (
            say("Biểu mẫu đã hết hiệu lực", "The form is no longer valid"),
            say("Vui lòng quay lại trang chủ và thực hiện lại.", "Please go back to the home page and try again.")
        )
    }
    var sessionEndedMeanwhile: (String, String) {
        (
            say("Phiên đăng nhập đã kết thúc", "Your session has ended"),
            say(
                "Bạn đã đăng xuất trong khi cổng đang hoàn tất việc đăng nhập. Vui lòng đăng nhập lại nếu bạn muốn tiếp tục.",
                "You signed out while this portal was completing the sign-in. Sign in again if you want to go on.")
        )
    }
    var notStartedHere: (String, String) {
        (
            say("Lần đăng nhập này không còn hiệu lực", "This sign-in is no longer valid"),
            say(
                "Lần đăng nhập bắt đầu ở trình duyệt khác, đã hoàn tất hoặc đã quá 10 phút. Vui lòng đăng nhập lại.",
                "It began in another browser, has been completed already, or is older than 10 minutes. Please sign in again.")
        )
    }
    var cancelled: (String, String) {
        (
            say("Chưa đăng nhập", "Not signed in"),
            say(
                "Yêu cầu đăng nhập đã được hủy. Cổng không nhận được thông tin nào.",
                "The sign-in was cancelled. This portal received nothing.")
        )
    }
    var levelTooLow: (String, String) {
        (
            say("Mức độ xác thực chưa đủ", "The sign-in is not strong enough"),
            say(
                "Cổng này yêu cầu mức độ cao hơn. Vui lòng đăng nhập lại bằng phương thức mạnh hơn.",
                "This portal asks for a higher level. Please sign in again with a stronger method.")
        )
    }
    var providerDown: (String, String) { (providerDownTitle, providerDownText) }
    var refused: (String, String) {
        (
            say("Không đăng nhập được", "Sign-in failed"),
            say(
                "Câu trả lời của nơi đăng nhập không vượt qua kiểm tra an toàn nên bị từ chối. Vui lòng đăng nhập lại.",
                "The answer of the sign-in service did not pass the safety checks and was refused. Please sign in again.")
        )
    }
    var signedOutHereOnly: (String, String) {
        (
            say("Mới đăng xuất khỏi cổng này", "Signed out here only"),
            say(
                "Chưa kết nối được với tài khoản dịch vụ công để kết thúc phiên ở đó. Vui lòng đóng trình duyệt nếu dùng máy chung.",
                "The public service account could not be reached to end the session there. On a shared computer, please close the browser.")
        )
    }
}
