"""What our own resources say of themselves (RFC 9728)."""
import json
import urllib.parse

WELL_KNOWN = "/.well-known/oauth-protected-resource"


def test_userinfo_describes_itself(provider):
    address = provider.metadata["userinfo_endpoint"]
    document = provider.get_json(WELL_KNOWN + urllib.parse.urlsplit(address).path)
    assert document["resource"] == address, "§3.3: the identifier is the address that clients use"
    assert document["authorization_servers"] == [provider.issuer]
    assert document["jwks_uri"] == provider.metadata["jwks_uri"]
    assert document["bearer_methods_supported"] == ["header", "body"]
    assert {"openid", "profile"} <= set(document["scopes_supported"]) <= set(provider.metadata["scopes_supported"])
    assert document["resource_signing_alg_values_supported"] == provider.metadata["userinfo_signing_alg_values_supported"]
    assert document["dpop_signing_alg_values_supported"] == provider.metadata["dpop_signing_alg_values_supported"]


def test_the_issuer_names_its_resources(provider):
    assert provider.metadata["userinfo_endpoint"] in provider.metadata["protected_resources"]
    for resource in provider.metadata["protected_resources"]:
        parts = urllib.parse.urlsplit(resource)
        assert provider.get_json(WELL_KNOWN + parts.path)["resource"] == resource


def test_who_is_refused_learns_where_to_read_more(provider):
    for headers in ({}, {"Authorization": "Bearer unknown"}):
        status, answer, _ = provider.send("GET", provider.path("userinfo_endpoint"), headers=headers)
        assert status == 401
        challenges = answer.get_all("WWW-Authenticate")
        expected = provider.issuer + WELL_KNOWN + provider.path("userinfo_endpoint")
        assert all(f'resource_metadata="{expected}"' in challenge for challenge in challenges), challenges


def test_it_may_be_read_from_any_origin_and_kept(provider):
    _, headers, body = provider.send("GET", WELL_KNOWN + provider.path("userinfo_endpoint"), headers={"Origin": "https://portal.example"})
    assert headers["Access-Control-Allow-Origin"] == "*" and "max-age" in headers["Cache-Control"]
    assert headers["Content-Type"].split(";")[0] == "application/json" and json.loads(body)


def test_the_host_header_never_changes_it(provider):
    path = WELL_KNOWN + provider.path("userinfo_endpoint")
    status, _, body = provider.send("GET", path, headers={"Host": "evil.example"})
    assert status in (400, 421) or json.loads(body)["resource"].startswith(provider.issuer)
