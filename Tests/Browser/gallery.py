"""Serves the folder that the test `GalleryExport` wrote, with the headers that the provider would send.

    gallery.py FOLDER [--pictures FOLDER]

looks at every page in every state, in both languages, light and dark, at 320, 360 and 1280 px: axe-core finds nothing, nothing scrolls
sideways, nothing is too small to hit, the policy lets every file load. With --pictures it also saves screenshots.
"""

import argparse
import http.server
import pathlib
import sys
import threading

from browser import Browser


# What the console says of an error page's own status, and of the script that is kept away.
EXPECTED = ["status of 4", "status of 5", "ERR_BLOCKED_BY_CLIENT"]


class Folder(http.server.BaseHTTPRequestHandler):
    root = None

    def do_GET(self):
        file = (self.root / self.path.split("?")[0].lstrip("/")).resolve()
        if not file.is_relative_to(self.root) or not file.is_file():
            self.send_error(404)
            return
        status, *headers = file.with_name(file.name + ".headers").read_text(encoding="utf-8").splitlines()
        body = file.read_bytes()
        self.send_response(int(status))
        for header in headers:
            name, value = header.split(": ", 1)
            # The pages were rendered for an https issuer, and this is loopback without TLS.
            if name.lower() != "strict-transport-security":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve(folder):
    handler = type("GalleryFolder", (Folder,), {"root": pathlib.Path(folder).resolve()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def look(browser, address, name, pictures):
    """The findings on one page, in every scheme and width."""
    findings = []
    browser.metrics(1280)
    browser.open(address)
    for scheme in ["light", "dark"]:
        browser.scheme(scheme)
        for width in [1280, 360, 320]:
            browser.metrics(width)
            where = f"{name} {scheme} {width}"
            if browser.sideways() > 0:
                findings.append(f"{where}: scrolls sideways by {browser.sideways()} px")
            findings += [f"{where}: small target {target}" for target in browser.small_targets()]
            if width == 320:
                continue
            findings += [f"{where}: {violation}" for violation in browser.violations()]
            if pictures:
                browser.screenshot(pictures / f"{name}.{scheme}.{width}.png")
    for entry in browser.driver.get_log("browser"):
        if not any(known in entry["message"] for known in EXPECTED):
            findings.append(f"{name}: console: {entry['message']}")
    return findings


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    server = serve(arguments.folder)
    browser = Browser()
    # Without its script, the page that posts itself stays to be looked at.
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/form-post.*"]})
    findings, count = [], 0
    try:
        for file in sorted(arguments.folder.glob("*.html")):
            name = file.name.removesuffix(".html")
            if name.startswith(arguments.only):
                findings += look(browser, f"http://127.0.0.1:{server.server_port}/{file.name}", name, arguments.pictures)
                count += 1
    finally:
        browser.close()
        server.shutdown()
    print("\n".join(findings) or f"{count} pages in both schemes at three widths: nothing found")
    if not count:
        sys.exit("no pages in the folder")
    sys.exit(1 if findings else 0)


main()
