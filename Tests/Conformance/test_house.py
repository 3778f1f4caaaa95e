"""Beside the plans: people, pages, commands and logs, as CONTRACT §2–§5 promises them."""
import json
import re
import sqlite3
import subprocess
import time
import unicodedata

import pytest

from blackbox import people
from blackbox.browser import Browser, Person
from blackbox.executable import executable
from blackbox.provider import Provider
from blackbox.relying_party import RelyingParty, check_token_error
from blackbox.tokens import header, verified


def signs_in(client, person):
    return client.authorize(Browser(person)).values is not None


# People


@pytest.mark.parametrize("spelling", ["personalNumber", "phone", "email"])
def test_a_person_signs_in_with_any_proven_identifier(provider, client, spelling):
    person = people.citizen(provider)
    known = {"personalNumber": person.identifier, "phone": "0" + person.account["phone"][3:], "email": person.account["email"].upper()}
    assert signs_in(client, Person(known[spelling], person.password))


def test_an_unproven_contact_does_not_sign_in(provider, client):
    person = people.citizen(provider, emailVerified=False)
    assert not signs_in(client, Person(person.account["email"], person.password))
    assert signs_in(client, person)


def test_a_business_signs_in_with_its_tax_code(provider, client):
    provider.create_account({"kind": "business", "taxCode": "0100109106", "name": "Công ty An Bình", "password": people.PASSWORD})
    assert signs_in(client, Person("0100109106", people.PASSWORD))


def test_composed_and_decomposed_passwords_are_one(provider, client):
    person = people.citizen(provider, password=unicodedata.normalize("NFD", people.PASSWORD))
    assert signs_in(client, Person(person.identifier, unicodedata.normalize("NFC", people.PASSWORD)))
    assert signs_in(client, Person(person.identifier, unicodedata.normalize("NFD", people.PASSWORD)))
    assert not signs_in(client, Person(person.identifier, people.PASSWORD + " "))


def test_one_identifier_one_account(provider, person):
    completed = provider.run("account", "create", "-", document={
        "kind": "citizen", "personalNumber": person.identifier, "name": "Trần Thị Bình", "password": people.PASSWORD})
    assert completed.returncode == 1
    assert len(completed.stderr.strip().splitlines()) == 1
    assert person.identifier not in completed.stderr, "no personal number in an error"


@pytest.mark.parametrize("document", [
    {"kind": "citizen", "personalNumber": "00109901234", "name": "A"}, {"kind": "robot", "name": "A"}, {"kind": "citizen", "nmae": "A"},
    {"kind": "citizen", "personalNumber": "001090777777", "name": "A", "birthDate": "1990-02-30"}, [], {"kind": "business", "taxCode": "0100233480", "name": "A"},
], ids=json.dumps)
def test_a_wrong_account_is_refused_in_one_line(provider, document):
    before = provider.row_counts()
    completed = provider.run("account", "create", "-", document=document)
    assert completed.returncode == 1
    assert len(completed.stderr.strip().splitlines()) == 1
    assert not provider.grown(before)


def test_a_locked_account_is_out_within_a_second(provider, client):
    person = people.citizen(provider)
    browser = Browser(person)
    signed_in = client.sign_in(browser)
    provider.command("account", "lock", person.account["id"])
    time.sleep(1)
    assert client.userinfo(signed_in.access_token).status_code == 401
    assert not client.active(signed_in.access_token)
    check_token_error(client.refresh(signed_in.refresh_token), "invalid_grant")
    assert client.authorize(browser, prompt="none").error == "login_required"
    assert not signs_in(client, person)
    provider.command("account", "unlock", person.account["id"])
    time.sleep(1)
    assert signs_in(client, person)


def test_commands_print_what_they_hold_and_no_secret(provider, person):
    shown = json.loads(provider.command("account", "show", person.account["id"], "--json"))
    assert shown["id"] == person.account["id"] and "password" not in shown
    lines = provider.command("account", "list", "--json").splitlines()
    assert person.account["id"] in [json.loads(line)["id"] for line in lines]
    assert people.PASSWORD not in "\n".join(lines)


def test_a_new_client_is_known_at_once_and_a_deleted_one_is_gone(provider, listener, browser):
    rp = RelyingParty(provider, listener)
    signed_in = rp.sign_in(browser)
    assert "client_secret" not in json.loads(provider.command("client", "show", rp.client_id, "--json"))
    provider.command("client", "delete", rp.client_id)
    time.sleep(1)
    assert rp.userinfo(signed_in.access_token).status_code == 401
    assert rp.authorize(browser).page.status == 400


@pytest.mark.parametrize("change", [
    {"redirect_uris": ["javascript:alert(1)"]}, {"redirect_uris": ["http://portal.example.vn/callback"]}, {"redirect_uris": []},
    {"redirect_uris": ["https://portal.example.vn/callback#x"]}, {"redirect_uris": ["https://*.example.vn/callback"]},
    {"redirect_urls": ["https://portal.example.vn/"]}, {"token_endpoint_auth_method": "magic"}, {"id_token_signed_response_alg": "none"},
    {"grant_types": ["implicit"]}, {"response_types": ["token"]}, {"consent": "maybe"}, {"subject_type": "secret"},
], ids=json.dumps)
def test_a_wrong_client_is_refused_in_one_line(provider, client, change):
    completed = provider.run("client", "create", "-", document=client.default_registration() | change)
    assert completed.returncode == 1
    assert len(completed.stderr.strip().splitlines()) == 1


# Pages


@pytest.mark.parametrize("asked, shown", [(None, "vi"), ("vi", "vi"), ("en", "en"), ("fr en", "en"), ("en-GB", "en"), ("xx", "vi")])
def test_the_page_speaks_the_asked_language(client, asked, shown):
    page = Browser().fetch(client.url(client.request(ui_locales=asked)))
    assert page.form_with("password") is not None
    assert page.language == shown


def test_the_sign_in_page_helps_password_managers(client):
    form = Browser().fetch(client.url(client.request(login_hint="001090123456"))).form_with("password")
    controls = {control.name: control for control in form.controls}
    assert "username" in controls["identifier"].attributes["autocomplete"]
    assert controls["password"].attributes["autocomplete"] == "current-password"
    assert controls["identifier"].value == "001090123456"
    assert form.method == "post"


def test_cookies_are_guarded(client, browser):
    client.sign_in(browser)
    for cookie in browser.session.cookies:
        assert cookie.has_nonstandard_attr("HttpOnly") or "lang" in cookie.name
        assert cookie.get_nonstandard_attr("SameSite") in ("Lax", "Strict")
        assert not cookie.domain_specified, "for this host alone"


def test_no_fixed_session_is_adopted(client, person):
    victim, attacker = Browser(person), Browser()
    victim.fetch(client.url(client.request()))
    for name, value in victim.cookies():
        attacker.session.cookies.set(name, value, domain="localhost.local", path="/")
    before = set(victim.cookies())
    client.sign_in(victim)
    assert set(victim.cookies()) - before, "a new session id at sign-in"
    assert client.authorize(attacker, prompt="none").error == "login_required"


def test_consent_is_asked_once_and_a_refusal_is_an_answer(provider, listener):
    rp = RelyingParty(provider, listener, {"client_name": "Explicit", "consent": "explicit"})
    browser = Browser(people.citizen(provider))
    assert rp.authorize(browser, decision="deny", scope="openid email").error == "access_denied"
    rp.sign_in(browser, scope="openid email")
    browser.seen.clear()
    rp.sign_in(browser, scope="openid email")
    assert browser.seen == []
    rp.sign_in(browser, scope="openid email phone")
    assert browser.seen == ["decision"], "more data, another question"
    assert rp.authorize(Browser(browser.person), prompt="none").error == "login_required"


def test_prompt_none_with_a_consent_missing(provider, listener, browser, client):
    rp = RelyingParty(provider, listener, {"client_name": "Explicit", "consent": "explicit"})
    client.sign_in(browser)
    assert rp.authorize(browser, prompt="none").error in ("consent_required", "interaction_required")


@pytest.mark.parametrize("claims, expected", [
    ('{"id_token":{"acr":{"essential":true,"values":["LoA4"]}}}', "unmet_authentication_requirements"),
    ('{"id_token":{"acr":{"essential":true,"values":["LoA1"]}}}', None),
    ('{"id_token":{"acr":{"values":["LoA4"]}}}', None),
])
def test_an_essential_level_is_met_or_refused(client, browser, claims, expected):
    answer = client.authorize(browser, claims=claims)
    if expected:
        assert answer.error == expected
    else:
        assert client.complete(answer).claims["acr"] == "LoA1"


def test_another_person_than_the_hint_names(client, person, provider):
    other = Browser(people.citizen(provider))
    hint = client.sign_in(Browser(person)).id_token
    client.sign_in(other)
    assert client.authorize(other, prompt="none", id_token_hint=hint).error == "login_required"


# The instance


def test_a_second_server_on_the_same_file_is_refused(provider, tmp_path):
    second = Provider(tmp_path / "second", settings={"database": f"sqlite://{provider.database}"})
    completed = subprocess.run([str(executable()), "serve", "--config", str(second.config)], capture_output=True, text=True, timeout=30,
                               env=provider.environment())
    assert completed.returncode == 1
    assert len([line for line in completed.stderr.splitlines() if line.strip()]) == 1, completed.stderr


WRONG_SETTINGS = {
    "isuer": "http://localhost:1", "issuer": "http://id.example.vn", "listen": "localhost:99999", "database": "mysql://x", "key_publication": "soon",
    "operations": "nowhere", "registration": "open-door", "keys": "/proc/version/keys",
}


@pytest.mark.parametrize("key", WRONG_SETTINGS)
def test_a_wrong_configuration_is_one_line_that_names_the_key(tmp_path, key):
    instance = Provider(tmp_path / "wrong", settings={key: WRONG_SETTINGS[key]})
    completed = instance.run("check")
    lines = [line for line in completed.stderr.splitlines() if line.strip()]
    assert completed.returncode == 1
    assert len(lines) == 1 and key in lines[0], completed.stderr


def test_usage_errors_exit_with_2(provider):
    for arguments in (["nothing"], ["account"], ["account", "create"], ["serve", "--nonsense"]):
        assert provider.run(*arguments).returncode == 2, arguments


def test_check_masks_secrets(provider):
    completed = provider.run("check", "--print")
    assert completed.returncode == 0 and provider.issuer in completed.stdout


def test_the_audit_chain_is_intact_and_a_change_is_found(tmp_path):
    instance = Provider(tmp_path / "audit").start()
    people.citizen(instance)
    instance.stop()
    instance.command("audit", "verify")
    with sqlite3.connect(instance.database) as connection:
        connection.execute("UPDATE audit_event SET action = action || 'x' WHERE rowid = (SELECT max(rowid) FROM audit_event)")
    assert instance.run("audit", "verify").returncode == 1


def test_a_rotated_key_is_published_before_it_signs(tmp_path, listener):
    instance = Provider(tmp_path / "keys").start()
    try:
        rp, browser = RelyingParty(instance, listener), Browser(people.citizen(instance))
        before = {key["kid"] for key in instance.jwks()["keys"]}
        old = rp.sign_in(browser).id_token
        instance.command("keys", "rotate", "--algorithm", "ES256")
        time.sleep(1.5)
        assert len({key["kid"] for key in instance.jwks()["keys"]} - before) == 1, "the new key is published"
        assert header(rp.sign_in(browser).id_token)["kid"] == header(old)["kid"], "and does not sign yet"
        verified(old, instance.jwks())
    finally:
        instance.stop()


def test_logs_hold_no_secret(provider, client, person):
    """Runs last in this file, over everything that the run has logged so far."""
    browser = Browser(person)
    signed_in = client.sign_in(browser, scope="openid profile email phone address")
    client.claims(signed_in)
    secrets = [person.password, person.identifier, person.account["email"], signed_in.access_token, signed_in.id_token, signed_in.refresh_token,
               signed_in.answer.code, client.secret, *(value for name, value in browser.cookies() if "lang" not in name)]
    log = provider.log.read_text(encoding="utf-8")
    for secret in secrets:
        assert secret not in log
    lines = [line for line in log.splitlines() if line.strip()]
    assert lines and all(isinstance(json.loads(line), dict) for line in lines), "one JSON object a line"
    assert not re.search(r"[?&](code|state|access_token|id_token_hint)=", log), "no query strings"
