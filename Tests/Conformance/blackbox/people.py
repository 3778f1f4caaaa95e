"""Invented citizens and businesses in the shape of `idp account create`."""
import itertools
import unicodedata

from .browser import Person
from .codes import App

_serial = itertools.count(100_001)
PASSWORD = "mưa rào tháng bảy trên phố cổ"


def citizen(provider, **members) -> Person:
    """A new citizen who signs in with the personal number."""
    serial = next(_serial)
    number = f"001090{serial:06}"
    document = {
        "kind": "citizen",
        "personalNumber": number,
        "name": "Nguyễn Văn An",
        "birthDate": "1990-01-02",
        "gender": "male",
        "phone": f"+84912{serial:06}",
        "email": f"nguyen.van.an.{serial}@example.vn",
        "address": {"formatted": "1 phố Tràng Tiền, Hà Nội", "locality": "Hà Nội", "country": "VN"},
        "password": PASSWORD,
        "assurance": "LoA2",
    } | members
    document = {name: value for name, value in document.items() if value is not None}
    account = provider.create_account(document)
    app = App(document["totpSecret"]) if "totpSecret" in document else None
    return Person(number, unicodedata.normalize("NFC", document["password"]), account, app)


def with_app(provider, **members) -> Person:
    """A new citizen whose authenticator app is set up."""
    return citizen(provider, **{"totpSecret": App.new_secret()} | members)
