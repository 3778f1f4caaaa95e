"""Profile `legacy-portal`: what portals of before send, what they get, and that it ends (DOMAIN §3 and §4)."""
import datetime
import re
import time
import uuid

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.provider import CommandFailed
from blackbox.relying_party import RelyingParty, check_token_error

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
TODAY = datetime.datetime.now(VIETNAM).date()
FIRST_BLOCK = {"sub", "LoaiTaiKhoan", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "TechID", "loAs", "IAL", "loginIdp"}
NOT_HELD = {"DanToc", "TonGiao", "TinhTrangHonNhan", "NhomMau", "Cha", "Me", "VoChong", "ChuHo", "TrangThai", "userProfileUri", "logoutUri"}


class OldPortal(RelyingParty):
    """As such portals are: a secret, `openid`, and nothing newer."""

    def default_registration(self):
        return {"client_name": "Cổng cũ", "redirect_uris": [self.redirect_uri], "profile": "legacy-portal",
                "legacy_until": (TODAY + datetime.timedelta(days=90)).isoformat()}

    def request(self, **parameters):
        """No state, no nonce, no PKCE."""
        return super().request(**{"state": None, "nonce": None, "acr_values": "LoA1"} | parameters)


@pytest.fixture(scope="session")
def old_portal(provider, shared_listener):
    return OldPortal(provider, shared_listener)


def userinfo(portal, signed_in):
    response = portal.userinfo(signed_in.access_token)
    assert response.status_code == 200, response.text
    return response.json()


def test_what_such_a_portal_sends_is_enough(old_portal, person):
    registration = old_portal.registration
    assert registration["require_pkce"] is False and registration["subject_type"] == "public" and registration["scope"] == "openid"
    values = userinfo(old_portal, signed_in := old_portal.sign_in(Browser(person)))
    assert set(values) == FIRST_BLOCK
    assert values["sub"] == values["TechID"] == signed_in.claims["sub"] == person.account["id"]
    assert str(uuid.UUID(values["TechID"])) == values["TechID"]
    assert values["LoaiTaiKhoan"] == "1" and values["SoDinhDanh"] == person.identifier and values["HoVaTen"] == "Nguyễn Văn An"
    assert values["NgayThangNamSinh"] == "19900102"
    assert values["loAs"] == 1 and values["IAL"] == 1 and type(values["loAs"]) is int and type(values["IAL"]) is int
    assert values["loginIdp"] == old_portal.provider.issuer
    assert signed_in.claims["acr"] == "LoA1"
    assert not set(signed_in.claims) & (FIRST_BLOCK - {"sub"}), "the ID token is as small as everybody's"


def test_the_level_of_the_login_and_of_the_proof(old_portal, provider):
    official = people.with_app(provider, assurance="LoA3")
    values = userinfo(old_portal, old_portal.sign_in(Browser(official), acr_values="LoA2"))
    assert (values["loAs"], values["IAL"]) == (2, 2)


def test_a_year_is_all_that_some_people_have(old_portal, provider):
    assert userinfo(old_portal, old_portal.sign_in(Browser(people.citizen(provider, birthDate="1941"))))["NgayThangNamSinh"] == "1941"


def test_what_is_not_known_is_not_there(old_portal, provider):
    values = userinfo(old_portal, old_portal.sign_in(Browser(people.citizen(provider, birthDate=None, gender=None))))
    assert set(values) == FIRST_BLOCK - {"NgayThangNamSinh"}


def test_the_same_person_everywhere(old_portal, provider, shared_listener, person):
    """TechID joins the dossiers of portals; for everybody else subjects are pairwise."""
    other = OldPortal(provider, shared_listener, {"client_name": "Cổng cũ khác"})
    mine = userinfo(old_portal, old_portal.sign_in(Browser(person)))
    assert userinfo(other, other.sign_in(Browser(person)))["TechID"] == mine["TechID"]
    standard = RelyingParty(provider, shared_listener, {"client_name": "New"})
    assert standard.sign_in(Browser(person)).claims["sub"] != mine["TechID"]


def test_more_is_for_the_registration_to_say(provider, shared_listener, person):
    portal = OldPortal(provider, shared_listener, {"scope": "openid profile email phone address organization"})
    browser = Browser(person)
    values = userinfo(portal, portal.sign_in(browser))
    assert set(values) == FIRST_BLOCK | {"GioiTinh", "ThuDienTu", "SoDienThoai", "DiaChi"}
    assert values["GioiTinh"] == 1 and values["ThuDienTu"] == person.account["email"] and values["SoDienThoai"] == person.account["phone"]
    assert values["DiaChi"] == person.account["address"]["formatted"]
    notice = next(page for page in browser.pages if page.form_with("decision") and not page.form_with("password"))
    assert person.account["email"] not in notice.body and person.identifier not in notice.body, "masked"
    assert "@example.vn" in notice.text, "the person is told of what nobody asked for by name"
    assert not set(values) & NOT_HELD


def test_a_business(provider, shared_listener):
    portal = OldPortal(provider, shared_listener, {"scope": "openid organization"})
    code = "0106869738"
    account = provider.create_account({"kind": "business", "taxCode": code, "name": "Công ty TNHH Mẫu", "password": people.PASSWORD})
    person = people.Person(code, people.PASSWORD, account)
    values = userinfo(portal, portal.sign_in(Browser(person)))
    assert values["LoaiTaiKhoan"] == "2" and "SoDinhDanh" not in values
    assert (values["MaSoThue"], values["MaSoDoanhNghiep"], values["TenDoanhNghiep"]) == (code, code, "Công ty TNHH Mẫu")


def test_nobody_else_gets_the_old_names(client, person):
    values = client.claims(client.sign_in(Browser(person), scope="openid profile email"))
    assert not set(values) & (FIRST_BLOCK - {"sub"})


WRONG = {
    "no day": ({"legacy_until": None}, "legacy_until"),
    "no such day": ({"legacy_until": "2027-02-29"}, "legacy_until"),
    "no day at all": ({"legacy_until": "soon"}, "legacy_until"),
    "in one word": ({"legacy_until": "20270630"}, "legacy_until"),
    "for the standard profile": ({"profile": "standard"}, "legacy_until"),
    "a public client": ({"token_endpoint_auth_method": "none"}, "token_endpoint_auth_method"),
    "pairwise subjects": ({"subject_type": "pairwise"}, "subject_type"),
    "an unknown profile": ({"profile": "legacy"}, "profile"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_registration_says_until_when(provider, shared_listener, case):
    members, named = WRONG[case]
    registration = {"redirect_uris": [shared_listener.origin + "/callback"], "profile": "legacy-portal", "legacy_until": "2027-06-30"} | members
    with pytest.raises(CommandFailed) as failure:
        provider.create_client({name: value for name, value in registration.items() if value is not None})
    assert named in failure.value.stderr


def test_it_ends(provider, shared_listener, person):
    portal = OldPortal(provider, shared_listener, {"legacy_until": TODAY.isoformat(), "grant_types": ["authorization_code", "refresh_token"]})
    browser = Browser(person)
    signed_in, answer = portal.sign_in(browser), portal.authorize(browser)
    yesterday = portal.default_registration() | {
        "legacy_until": (TODAY - datetime.timedelta(days=1)).isoformat(), "grant_types": ["authorization_code", "refresh_token"]}
    provider.command("client", "update", portal.client_id, "-", document=yesterday)
    time.sleep(1)
    refused = portal.authorize(browser)
    assert refused.error == "unauthorized_client" and "legacy_until" in refused.values["error_description"]
    check_token_error(portal.redeem(answer), "unauthorized_client")
    check_token_error(portal.refresh(signed_in.refresh_token), "unauthorized_client")
    assert portal.userinfo(signed_in.access_token).status_code == 401
    report = provider.command("client", "list", "--profile", "legacy-portal")
    line = next(line for line in report.splitlines() if line.startswith(portal.client_id))
    assert yesterday["legacy_until"] in line and "over" in line
    assert portal.client_id not in provider.command("client", "list", "--profile", "standard")
    assert provider.run("client", "list", "--profile", "modern").returncode == 2
    tokens_of_others = provider.command("client", "list", "--profile", "legacy-portal", "--json")
    assert re.search(rf'"client_id":"{re.escape(portal.client_id)}".*"legacy_until":"{yesterday["legacy_until"]}"', tokens_of_others)
