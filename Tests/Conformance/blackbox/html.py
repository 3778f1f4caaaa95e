"""The few things of an HTML page that a browser without JavaScript acts on."""
import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Control:
    """An input or a button."""

    name: str | None
    value: str
    type: str
    attributes: dict


@dataclass
class Form:
    method: str
    action: str
    controls: list = field(default_factory=list)

    def names(self):
        return {control.name for control in self.controls}

    def visible(self, name) -> bool:
        return any(control.name == name and control.type != "hidden" for control in self.controls)

    def decisions(self):
        return [control.value for control in self.controls if control.name == "decision"]

    def filled(self, values) -> list:
        """The pairs that a browser would send: what is in the fields, with `values` typed over them; of buttons, only the one in `values`."""
        pairs = []
        for control in self.controls:
            if control.name is None:
                continue
            if control.type in ("submit", "button", "image"):
                if values.get(control.name) == control.value:
                    pairs.append((control.name, control.value))
            elif control.type in ("checkbox", "radio"):
                if "checked" in control.attributes:
                    pairs.append((control.name, control.value))
            else:
                pairs.append((control.name, values.get(control.name, control.value)))
        return pairs


class Page(HTMLParser):
    """A page: its address, status, headers, forms, links and text."""

    def __init__(self, url, status, headers, body):
        super().__init__(convert_charrefs=True)
        self.url, self.status, self.headers, self.body = url, status, headers, body
        self.forms, self.links, self.resources, self.language, self.title = [], [], [], None, ""
        self._text, self._form, self._in_title, self._hidden = [], None, False, 0
        self.feed(body)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._text).split())

    def form_with(self, name):
        """The first form that has a field or button called `name`."""
        return next((form for form in self.forms if name in form.names()), None)

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        match tag:
            case "html":
                self.language = values.get("lang")
            case "title":
                self._in_title = True
            case "script" | "style":
                self._hidden += 1
                self.resources.append(values.get("src", ""))
            case "form":
                action = urllib.parse.urljoin(self.url, values.get("action", ""))
                self._form = Form(values.get("method", "get").lower(), action)
                self.forms.append(self._form)
            case "input":
                self._add(values.get("name"), values.get("value", ""), values.get("type", "text").lower(), values)
            case "button":
                self._add(values.get("name"), values.get("value", ""), values.get("type", "submit").lower(), values)
            case "a":
                self.links.append(urllib.parse.urljoin(self.url, values.get("href", "")))
            case "link":
                self.resources.append((values.get("rel", ""), urllib.parse.urljoin(self.url, values.get("href", ""))))

    def handle_endtag(self, tag):
        match tag:
            case "form":
                self._form = None
            case "title":
                self._in_title = False
            case "script" | "style":
                self._hidden -= 1

    def handle_data(self, data):
        if self._in_title:
            self.title += data
        elif not self._hidden:
            self._text.append(data)

    def _add(self, name, value, kind, attributes):
        if self._form is not None:
            self._form.controls.append(Control(name, value, kind, attributes))
