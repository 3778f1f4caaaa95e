/// `docs/configuration.md`, made from the declarations.
enum ConfigurationDocument {
    static var text: String {
        """
        # Configuration

        One YAML file, `idp.yaml` in the working folder unless `--config` names another. Every key may also come from the environment,
        which wins over the file. An unknown key is an error. `idp check --print` shows what is in effect.

        ```yaml
        issuer: https://id.example.vn
        listen: 127.0.0.1:8080
        operations: 127.0.0.1:8090
        database: sqlite:///var/lib/idp/idp.sqlite
        keys: /var/lib/idp/keys
        keys_secret: /etc/idp/wrapping.key
        trusted_proxies: [10.0.0.0/8]
        ```

        | key | environment | default | meaning |
        | --- | --- | --- | --- |
        \(Setting.allCases.map(row).joined(separator: "\n"))

        """
    }

    private static func row(_ setting: Setting) -> String {
        let fallback = setting == .issuer ? "required" : setting.defaultText.map { "`\($0)`" } ?? "none"
        return "| `\(setting.rawValue)` | `\(setting.environmentName)` | \(fallback) | \(setting.meaning) |"
    }
}
