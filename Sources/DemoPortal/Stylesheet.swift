/// The portal's look: the provider's tokens with this portal's accent.
enum Stylesheet {
    static func text(accent: Accent) -> String {
        let (light, dark) = (accent.light, accent.dark)
        return """
            :root { color-scheme: light dark;
              --ink: #1d2129; --soft-ink: #545d6b; --paper: #fff; --ground: #f4f1ec; --line: #d9d4cb;
              --brand: \(light.brand); --brand-ink: \(light.ink); --brand-soft: \(light.soft); --gold: #b98a1b; --star: #f2c94c;
              --good: #1b6b45; --good-soft: #e6f3ec; --warn: #7a4f00; --warn-soft: #fdf3dc; --bad: #b3261e; --bad-soft: #fcebe9; --focus: #1a5fb4; }
            @media (prefers-color-scheme: dark) { :root {
              --ink: #eceae6; --soft-ink: #b3b0a9; --paper: #1e1f22; --ground: #141517; --line: #3a3b3f;
              --brand: \(dark.brand); --brand-ink: \(dark.ink); --brand-soft: \(dark.soft); --gold: #e0b64d; --star: \(dark.ink);
              --good: #77cfa0; --good-soft: #16291f; --warn: #f0c368; --warn-soft: #2d2413; --bad: #ff9d93; --bad-soft: #331b19; --focus: #8ab8f5; } }
            \(rules)
            """
    }

    static func icon(accent: Accent) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20" fill="\(accent.light.brand)"/>\
        <path transform="translate(8 8)" fill="#f2c94c" d="M12 2l2.9 6.6 7.1.6-5.4 4.7 1.7 7L12 17.3 5.7 20.9l1.7-7L2 9.2l7.1-.6z"/></svg>
        """
    }

    private static let rules = """
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
          font: 1.0625rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
        a { color: var(--brand); text-underline-offset: .18em; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
        .skip { position: absolute; left: -100vw; background: var(--paper); padding: 12px 16px; }
        .skip:focus { left: 8px; top: 8px; z-index: 1; }
        header.site { background: var(--paper); border-bottom: 1px solid var(--line); }
        header.site::before { content: ""; display: block; height: 6px; background: linear-gradient(90deg, var(--brand) 0 84%, var(--gold) 84%); }
        header.site > div { max-width: 64rem; margin: auto; padding: 12px 16px; display: flex; align-items: center; gap: 16px; }
        .home { display: flex; align-items: center; gap: 12px; min-height: 48px; color: inherit; text-decoration: none; }
        .home:hover b { text-decoration: underline; text-underline-offset: .18em; }
        .home b { display: block; line-height: 1.25; text-wrap: balance; } .home small { color: var(--soft-ink); font-size: .9375rem; }
        .mark { flex: none; width: 44px; height: 44px; border-radius: 12px; background: var(--brand); display: grid; place-items: center; }
        .mark svg { width: 24px; height: 24px; fill: var(--star); }
        .language { margin-left: auto; white-space: nowrap; min-height: 48px; display: inline-flex; align-items: center; }
        main { flex: 1; width: 100%; max-width: 46rem; margin: 32px auto 48px; padding: 0 16px; }
        .card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 32px; }
        .hero { border-top: 6px solid var(--brand); padding: 48px 40px; }
        h1 { font-size: 1.5rem; line-height: 1.3; letter-spacing: -.01em; margin: 0 0 8px; text-wrap: balance; }
        .hero h1 { font-size: 1.875rem; margin-bottom: 12px; }
        h2 { font-size: 1.125rem; line-height: 1.3; margin: 32px 0 8px; }
        .lead { color: var(--soft-ink); margin: 0 0 28px; max-width: 36rem; text-wrap: pretty; }
        .hint { color: var(--soft-ink); font-size: .9375rem; margin: 0 0 16px; }
        form { margin-top: 32px; }
        .actions { display: flex; flex-wrap: wrap; align-items: center; gap: 12px 24px; margin: 0; }
        button, .button { display: inline-block; min-height: 48px; min-width: 11rem; padding: 11px 24px; font: inherit; font-weight: 650; text-align: center;
          text-decoration: none; cursor: pointer; color: var(--brand-ink); background: var(--brand); border: 1.5px solid var(--brand); border-radius: 8px; }
        button:hover, .button:hover { filter: brightness(1.08); }
        .aside { display: inline-flex; align-items: center; min-height: 48px; }
        .verdict { display: grid; grid-template-columns: 36px 1fr; gap: 16px; align-items: start; border-radius: 10px; padding: 16px 20px; margin: 0 0 24px; }
        .card .verdict { margin: 16px 0 24px; } .card .verdict:first-child { margin-top: 0; }
        .verdict svg { width: 36px; height: 36px; } .verdict b, .verdict h1 { font-size: 1.1875rem; line-height: 1.4; margin: 0; letter-spacing: 0; }
        .verdict p { margin: 2px 0 0; color: var(--ink); } .verdict .code { display: block; color: var(--soft-ink); font-size: .9375rem; }
        .good { background: var(--good-soft); color: var(--good); } .warn { background: var(--warn-soft); color: var(--warn); }
        .bad { background: var(--bad-soft); color: var(--bad); }
        dl { display: grid; grid-template-columns: minmax(9rem, 15rem) minmax(0, 1fr); margin: 0; border-bottom: 1px solid var(--line); }
        dt, dd { margin: 0; padding: 10px 0; border-top: 1px solid var(--line); }
        dt { color: var(--soft-ink); padding-right: 16px; } dd small { display: block; color: var(--soft-ink); font-size: .9375rem; }
        code { font: .9375rem/1.5 ui-monospace, "Cascadia Mono", "Noto Sans Mono", Menlo, monospace; overflow-wrap: anywhere; }
        footer.site { color: var(--soft-ink); font-size: .9375rem; text-align: center; padding: 0 16px 24px; } footer.site p { margin: 4px 0; }
        @media (max-width: 32rem) {
          main { margin-top: 16px; padding: 0; } .verdict { border-radius: 0; } .card .verdict { border-radius: 10px; padding: 16px; }
          .card, .hero { border-width: 1px 0; border-radius: 0; padding: 24px 16px; } .hero h1 { font-size: 1.625rem; }
          .home small { display: none; } button, .button { width: 100%; }
          dl { grid-template-columns: minmax(0, 1fr); } dt { padding-bottom: 0; } dd { border: 0; padding-top: 0; }
        }
        @media (forced-colors: active) { button, .button { border-color: ButtonText; } .verdict { border: 1px solid; } }
        @media print { .actions, .language, .skip { display: none; } }
        """
}
