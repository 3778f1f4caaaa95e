import Foundation
import Primitives

/// A document, the root of who signed it and that root's list, made once and good until 2049: for tests of commands.
enum SignedSample {
    static let fingerprint = "da5e1427c4eae0a97f3fbd151b0f048200a5de0a92f58d99adb1bc0b6470ef32"
    /// When all of it is good.
    static let time = "2027-01-01T00:00:00Z"

    static let root = decoded(
        """
        MIIBPTCB46ADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCVRlc3Qgcm9vdDAeFw0yNTAxMDEwMDAwMDBaFw00OTAxMDEw
        MDAwMDBaMBQxEjAQBgNVBAMMCVRlc3Qgcm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJXVUE1LqbrHlEHBV9VcTX6EY6Z8
        bnhaD3nsaG+GQeDimQYX1FOYdLU9ZfbxHf8afWWf8kUJopYHMVXwq1/x61+jJjAkMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0P
        AQH/BAQDAgEGMAoGCCqGSM49BAMCA0kAMEYCIQDNyRUrkxIc2XwiJ+ZR1dGiedtoUpB0LZPxcZAjKCmrgQIhAJD/kY5IFBv+T8jq
        xkrNRNaPEKeoYLh5O7zrMWga3v6d
        """)

    static let list = decoded(
        """
        MIGsMFMCAQEwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJVGVzdCByb290Fw0yNTA2MDEwMDAwMDBaFw00OTAxMDEwMDAwMDBaoA4w
        DDAKBgNVHRQEAwIBATAKBggqhkjOPQQDAgNJADBGAiEA6aZ7SL2MELu91QHA9p2hvoqsIsEKchZcmU6oIVFMzvgCIQDn722ZvOLo
        1IRnP1xtasr62Ai0d5day7CdSBaKX8Z5lA==
        """)

    static let document = decoded(
        """
        MIICpQYJKoZIhvcNAQcCoIICljCCApICAQExDzANBglghkgBZQMEAgEFADAhBgkqhkiG9w0BBwGgFAQSxJDGoW4gxJHhu4Egbmdo
        4buLoIIBZTCCAWEwggEHoAMCAQICAQIwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJVGVzdCByb290MB4XDTI1MDEwMTAwMDAwMFoX
        DTQ5MDEwMTAwMDAwMFowPjEhMB8GCgmSJomT8ixkAQEMEUNDQ0Q6MDAxMDkwMDAwMDAxMRkwFwYDVQQDDBBOZ3V54buFbiBWxINu
        IEFuMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEORThJOvo6lY6+dawnqDHUjvhqGK6X+swRuNc9DPaR3MuvSLFJZv4zj7mWwq1
        NLHYXecmiLf8PooGgai3rk+3FaMgMB4wDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCBsAwCgYIKoZIzj0EAwIDSAAwRQIhAP1+
        HGaTxbCES4OcZlu9200U7hPVrm0adxfUy3NHeP2oAiA/tbAWC3/FsUyDCbC+tX3I6VVxh0AbTcmcoOFImWH8tDGB7zCB7AIBATAZ
        MBQxEjAQBgNVBAMMCVRlc3Qgcm9vdAIBAjANBglghkgBZQMEAgEFAKBpMBgGCSqGSIb3DQEJAzELBgkqhkiG9w0BBwEwHAYJKoZI
        hvcNAQkFMQ8XDTI2MTIwMTAzMTQyOFowLwYJKoZIhvcNAQkEMSIEIMQY+rw25AgymrztvmDSF97vSVj71Zr8HaRdvraZ9hENMAoG
        CCqGSM49BAMCBEYwRAIgRnc7qpa4HIjbXaGJsEUKu+kapA0Y1mAioy1YY+2n16UCIHNnQdzSKUL3bALP/amLC1fC5N7c6FHNrK2G
        Ln5SQbRb
        """)

    private static func decoded(_ text: String) -> [UInt8] { Base64.decode(Array(text.utf8.filter { $0 > 0x20 })) ?? [] }

    /// Writes one of them into a folder, and gives its path.
    static func write(_ bytes: [UInt8], to folder: String, as name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
        return folder + "/" + name
    }
}
