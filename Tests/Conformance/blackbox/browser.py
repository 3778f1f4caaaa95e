"""A browser without JavaScript: cookies by host, redirects, forms."""
import urllib.parse
from dataclasses import dataclass

import requests

from .codes import App
from .html import Page

MOST_STEPS = 25


@dataclass
class Person:
    """Who sits before the browser."""

    identifier: str
    password: str
    account: dict | None = None
    app: App | None = None


class Browser:
    """Goes where the server sends it and fills in the forms of CONTRACT §4 as `person` would.

    `seen` lists what was shown on the way, in order: `sign-in`, `code`, `decision`, `form-post`.
    """

    def __init__(self, person: Person | None = None, authority=None):
        self.person = person
        self.session = requests.Session()
        self.session.trust_env = False
        if authority:
            self.session.verify = str(authority.file)
        self.seen = []
        self.hops = []
        self.pages = []

    def open(self, url, decision="allow", stop_before=()) -> Page:
        """Opens `url` and carries on until a page asks nothing that this person can answer."""
        return self._travel("GET", url, None, decision, stop_before)

    def post(self, url, pairs, decision="allow", stop_before=()) -> Page:
        return self._travel("POST", url, pairs, decision, stop_before)

    def fetch(self, url) -> Page:
        """Opens `url`, follows redirects, and touches no form."""
        return self._travel("GET", url, None, None, ())

    def submit(self, page: Page, form, values, decision=None) -> Page:
        """Sends one form of a page and goes on as `open` does (with no `decision`, only following redirects)."""
        return self._submit(page, form, values, decision, ())

    def cookies(self):
        return [(cookie.name, cookie.value) for cookie in self.session.cookies]

    def _submit(self, page, form, values, decision, stop_before):
        pairs = form.filled(values)
        if form.method == "get":
            return self._travel("GET", f"{form.action.split('?')[0]}?{urllib.parse.urlencode(pairs)}", None, decision, stop_before)
        return self._travel("POST", form.action, pairs, decision, stop_before, origin=page.url)

    def _travel(self, method, url, pairs, decision, stop_before, origin=None) -> Page:
        answered = {"sign-in": 0, "code": 0, "decision": 0}
        for _ in range(MOST_STEPS):
            response = self._send(method, url, pairs, origin)
            self.hops.append((method, url, response.status_code))
            if response.is_redirect:
                method, url, pairs = self._redirected(method, url, pairs, response)
                origin = None
                if any(url.startswith(prefix) for prefix in stop_before):
                    return Page(url, response.status_code, response.headers, "")
                continue
            page = Page(url, response.status_code, response.headers, response.text)
            self.pages.append(page)
            step = self._next(page, decision, answered)
            if step is None:
                return page
            form, values = step
            method, url, pairs, origin = form.method.upper(), form.action, form.filled(values), page.url
            if method == "GET":
                url, pairs = f"{url.split('?')[0]}?{urllib.parse.urlencode(pairs)}", None
        raise AssertionError(f"the browser was sent around {MOST_STEPS} times: {self.hops[-6:]}")

    def _send(self, method, url, pairs, origin):
        headers = {"Accept": "text/html,application/xhtml+xml", "User-Agent": "Mozilla/5.0 (black-box test)"}
        if method == "POST":
            parts = urllib.parse.urlsplit(origin or url)
            headers["Origin"] = f"{parts.scheme}://{parts.netloc}"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(pairs or []) if method == "POST" else None
        return self.session.request(method, url, data=body, headers=headers, allow_redirects=False, timeout=60)

    @staticmethod
    def _redirected(method, url, pairs, response):
        target = urllib.parse.urljoin(url, response.headers["Location"])
        if response.status_code in (307, 308):
            return method, target, pairs
        return "GET", target, None

    def _next(self, page, decision, answered):
        """The form to send next and what to type, or nothing when the journey ends here."""
        if decision is None:
            return None
        if step := self._form_post(page):
            return step
        if self.person and (form := page.form_with("password")) and answered["sign-in"] < 2:
            answered["sign-in"] += 1
            self.seen.append("sign-in")
            values = {"password": self.person.password}
            if form.visible("identifier"):
                values["identifier"] = self.person.identifier
            return form, values
        if self.person and self.person.app and (form := page.form_with("code")) and form.visible("code") and answered["code"] < 2:
            answered["code"] += 1
            self.seen.append("code")
            return form, {"code": self.person.app.next()}
        if (form := page.form_with("decision")) and decision in form.decisions() and answered["decision"] < 2:
            answered["decision"] += 1
            self.seen.append("decision")
            return form, {"decision": decision}
        return None

    def _form_post(self, page):
        """OAuth 2.0 Form Post: the page's only form goes to another origin, and a script or the person sends it."""
        here = urllib.parse.urlsplit(page.url).netloc
        for form in page.forms:
            if form.method == "post" and urllib.parse.urlsplit(form.action).netloc != here:
                self.seen.append("form-post")
                return form, {}
        return None
