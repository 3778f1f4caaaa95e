import SignatureValidation
import Testing

@testable import struct SignatureValidation.Finding

struct ReportWordsTests {
    @Test func `both languages have the same phrases, each with the same places`() {
        let (vietnamese, english) = (ReportLanguage.vietnameseWords, ReportLanguage.englishWords)
        #expect(Set(vietnamese.keys) == Set(english.keys))
        for (key, phrase) in vietnamese { #expect(phrase.contains("{}") == english[key]?.contains("{}"), "\(key)") }
    }

    @Test(arguments: SubIndication.allCases)
    func `every sub-indication has words and advice`(_ cause: SubIndication) {
        for language in ReportLanguage.allCases {
            #expect(language.has("sub.\(cause.rawValue)") && language.has("advice.\(cause.rawValue)"))
        }
    }
}
