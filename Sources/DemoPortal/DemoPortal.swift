internal import Hummingbird

@main struct DemoPortal {
    static func main() async throws {}
}
