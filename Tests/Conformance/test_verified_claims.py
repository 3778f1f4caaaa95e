"""Claims that the state vouches for (OpenID Connect for Identity Assurance): for portals that may know who somebody is by law."""
import json

import pytest

from blackbox import people
from blackbox.browser import Browser
from blackbox.history import events
from blackbox.relying_party import RelyingParty

ANY = {"trust_framework": None}


@pytest.fixture(scope="module")
def registry(provider, shared_listener):
    return RelyingParty(provider, shared_listener, {"client_name": "Registry", "scope": "openid profile email identity organization"})


def asked(claims, verification=ANY, place="userinfo"):
    return json.dumps({place: {"verified_claims": {"verification": verification, "claims": claims}}})


def released(rp, person, request):
    signed_in = rp.sign_in(Browser(person), scope="openid", claims=request)
    return rp.claims(signed_in).get("verified_claims")


def test_the_metadata_says_what_is_vouched_for(provider):
    assert provider.metadata["verified_claims_supported"] is True
    assert provider.metadata["trust_frameworks_supported"] == ["vn_eid"]
    assert {"name", "personal_number", "birthdate"} <= set(provider.metadata["claims_in_verified_claims_supported"])


@pytest.mark.parametrize("verification", [
    ANY, {"trust_framework": {"value": "vn_eid"}}, {"trust_framework": {"values": ["eidas", "vn_eid"]}},
    {"trust_framework": None, "assurance_level": {"values": ["01", "02"]}}, {"trust_framework": None, "evidence": None},
])
def test_what_was_proofed_is_released_with_its_framework(provider, registry, person, verification):
    values = released(registry, person, asked({"name": None, "personal_number": {"essential": True}}, verification))
    assert values["verification"]["trust_framework"] == "vn_eid"
    assert values["claims"] == {"name": person.account["name"], "personal_number": person.identifier}
    written = events(provider, "userinfo.released", client=registry.client_id)[-1]["details"]["claims"]
    assert "verified_claims.personal_number" in written, "the log names what was vouched for"
    assert ("assurance_level" in values["verification"]) == ("assurance_level" in verification), "only what was asked for"


@pytest.mark.parametrize("verification", [
    {"trust_framework": {"value": "eidas"}}, {"trust_framework": None, "assurance_level": {"value": "02"}},
    {"trust_framework": None, "time": {"max_age": 86400}}, {"trust_framework": None, "evidence": [{"type": {"value": "document"}}]},
])
def test_a_condition_that_is_not_met_leaves_the_set_out(registry, person, verification):
    assert released(registry, person, asked({"name": None}, verification)) is None


def test_a_value_that_is_not_his_leaves_the_claim_out(registry, person):
    values = released(registry, person, asked({"personal_number": {"value": "079090000000"}, "name": None}))
    assert set(values["claims"]) == {"name"}
    assert released(registry, person, asked({"personal_number": {"value": "079090000000"}})) is None


def test_contacts_are_nobodys_word_but_the_persons(registry, person):
    values = released(registry, person, asked({"email": None, "name": None}))
    assert set(values["claims"]) == {"name"}
    assert released(registry, person, asked({"email": None})) is None


def test_who_was_not_proofed_is_not_vouched_for(provider, registry):
    stranger = people.citizen(provider, assurance="LoA1")
    assert released(registry, stranger, asked({"name": None})) is None


def test_levels_of_the_decree(provider, registry):
    proofed = people.citizen(provider, assurance="LoA4")
    values = released(registry, proofed, asked({"name": None}, {"trust_framework": None, "assurance_level": None}))
    assert values["verification"] == {"trust_framework": "vn_eid", "assurance_level": "02"}


def test_a_portal_without_the_legal_basis_gets_none(provider, shared_listener, person):
    rp = RelyingParty(provider, shared_listener, {"client_name": "Library", "scope": "openid profile email"})
    signed_in = rp.sign_in(Browser(person), claims=asked({"name": None, "personal_number": None}))
    values = rp.claims(signed_in)
    assert "verified_claims" not in values and "personal_number" not in values


def test_in_the_id_token(registry, person):
    signed_in = registry.sign_in(Browser(person), claims=asked({"personal_number": None}, place="id_token"))
    assert signed_in.claims["verified_claims"] == {"verification": {"trust_framework": "vn_eid"}, "claims": {"personal_number": person.identifier}}
    assert "verified_claims" not in registry.claims(signed_in)


def test_several_sets(registry, person):
    sets = [{"verification": ANY, "claims": {"name": None}}, {"verification": ANY, "claims": {"personal_number": None}}]
    signed_in = registry.sign_in(Browser(person), claims=json.dumps({"userinfo": {"verified_claims": sets}}))
    assert [list(one["claims"]) for one in registry.claims(signed_in)["verified_claims"]] == [["name"], ["personal_number"]]


@pytest.mark.parametrize("sets", [{}, [], {"claims": {"name": None}}, {"verification": ANY, "claims": {}}, {"verification": {}, "claims": []}, "all"])
def test_a_request_of_another_shape_is_refused(registry, browser, sets):
    answer = registry.authorize(browser, claims=json.dumps({"userinfo": {"verified_claims": sets}}))
    assert answer.error == "invalid_request"
