internal import ArgumentParser

/// The command line `idp`.
@main
struct IdP {
    static func main() async {}
}
