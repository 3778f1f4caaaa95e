"""A code is good for a minute and no longer (THREATS §3; FAPI 2.0 §5.3.2.1)."""
import base64
import hashlib
import time

from blackbox.relying_party import check_token_error

LIFETIME = 60


def row(answer):
    """Under what the code is stored: its mark, then its hash."""
    return (base64.urlsafe_b64decode(answer.code[:8]) + hashlib.sha256(answer.code.encode()).digest())[:32]


def test_after_a_minute_a_code_gives_nothing(provider, client, browser):
    answer = client.authorize(browser)
    provider.change("UPDATE authorization_code SET expires = ? WHERE hash = ?", (int(time.time()), row(answer)))
    check_token_error(client.redeem(answer), "invalid_grant")


def test_a_minute_is_all_that_a_code_gets(provider, client, browser):
    answer = client.authorize(browser)
    created, expires = provider.query("SELECT created, expires FROM authorization_code WHERE hash = ?", [row(answer)])[0]
    assert 0 < expires - created <= LIFETIME and expires <= time.time() + LIFETIME
