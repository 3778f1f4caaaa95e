"""Every way in which one parameter can be sent wrongly, and what came back, in a few words."""
import json
import urllib.parse
from dataclasses import dataclass

from .html import Page

LONG = "a" * 10_000
# How a parameter goes wrong: its name and usual value -> the encoded pairs that are sent instead.
VARIANTS = {
    "missing": lambda name, value: [],
    "empty": lambda name, value: [f"{name}="],
    "no-equals": lambda name, value: [name],
    "doubled": lambda name, value: [f"{name}={quoted(value)}"] * 2,
    "long": lambda name, value: [f"{name}={LONG}"],
    "bad-utf8": lambda name, value: [f"{name}={quoted(value)}%FF"],
    "overlong-utf8": lambda name, value: [f"{name}={quoted(value)}%C0%AF"],
    "nul": lambda name, value: [f"{name}={quoted(value)}%00"],
    "bad-escape": lambda name, value: [f"{name}={quoted(value)}%ZZ"],
    "cut-escape": lambda name, value: [f"{name}={quoted(value)}%4"],
    "doubled-by-escape": lambda name, value: [f"{name}={quoted(value)}", f"%{ord(name[0]):02X}{name[1:]}=x"],
}
ENCODINGS = ["bad-utf8", "overlong-utf8", "nul", "bad-escape", "cut-escape"]


def quoted(value) -> str:
    return urllib.parse.quote(value, safe="")


def mutated(parameters, name, variant) -> str:
    """The encoded form with `name` sent as `variant` says and the others as they should be."""
    pairs = [f"{other}={quoted(value)}" for other, value in parameters.items() if other != name]
    return "&".join(pairs + VARIANTS[variant](name, parameters.get(name, "")))


@dataclass
class Outcome:
    """What the provider did: `sign-in`, `page 400`, `redirect invalid_request`, `401 invalid_client`, `redirect success` …"""

    text: str
    status: int
    headers: object
    body: str
    parameters: dict


def sent(provider, method, path, encoded, headers=None) -> Outcome:
    """Sends the parameters as they are, in the query or in the body, and names what came back."""
    headers = dict(headers or {})
    if method == "POST":
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        status, answer, body = provider.send("POST", path, encoded.encode("ascii"), headers)
    else:
        status, answer, body = provider.send("GET", f"{path}?{encoded}" if encoded else path, headers=headers)
    return named(provider, status, answer, body.decode("utf-8", "replace"))


def named(provider, status, headers, body) -> Outcome:
    assert 200 <= status < 500, f"{status}: never a server error: {body[:300]}"
    location = headers["Location"]
    if location is not None:
        return redirected(provider, status, headers, body, location)
    kind = (headers["Content-Type"] or "").split(";")[0].strip()
    if kind == "text/html":
        check_page_headers(headers)
        page = Page("", status, headers, body)
        return Outcome("sign-in" if page.form_with("password") else f"page {status}", status, headers, body, {})
    if kind == "application/json":
        values = json.loads(body or "{}")
        return Outcome(f"{status} {values.get('error', 'ok')}", status, headers, body, values)
    return Outcome(str(status), status, headers, body, {})


def redirected(provider, status, headers, body, location) -> Outcome:
    assert status in (302, 303), "a redirect that drops the body (RFC 9700 §4.12)"
    assert "\r" not in location and "\n" not in location
    if location.startswith("/") or location.startswith(provider.issuer + "/"):
        cookies = "; ".join(line.split(";")[0] for line in headers.get_all("Set-Cookie") or [])
        target = urllib.parse.urlsplit(urllib.parse.urljoin(provider.issuer, location))
        path = f"{target.path}?{target.query}" if target.query else target.path
        return named(provider, *decoded(provider.send("GET", path, headers={"Cookie": cookies} if cookies else {})))
    parts = urllib.parse.urlsplit(location)
    pairs = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    values = dict(pairs)
    assert len(values) == len(pairs), "no parameter twice"
    values["to"] = f"{parts.scheme}://{parts.netloc}{parts.path}"
    return Outcome(f"redirect {values.get('error', 'success')}", status, headers, body, values)


def decoded(answer):
    status, headers, body = answer
    return status, headers, body.decode("utf-8", "replace")


def check_page_headers(headers):
    """THREATS §5: no framing, no sniffing, no Referer, no caching, no inline script."""
    policy = headers["Content-Security-Policy"] or ""
    assert "frame-ancestors 'none'" in policy and "unsafe-inline" not in policy and "unsafe-eval" not in policy, policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in (headers["Cache-Control"] or "")
    assert headers["Server"] is None


def unchanged(provider, before, outcome):
    """Nothing was stored (what limits guessing aside: counting is its purpose). What has expired may be swept out meanwhile."""
    differing = {name: counts for name, counts in provider.grown(before).items() if "throttle" not in name}
    assert not differing, f"{outcome.text} stored something: {differing}"
