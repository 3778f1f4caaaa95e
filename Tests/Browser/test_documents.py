"""A citizen submits signed documents at a portal, and has one checked at the provider."""
import pathlib

import pytest

from signer import Authority, page
from test_journeys import MINISTRY, Journey


@pytest.fixture(scope="module")
def authority(demo, tmp_path_factory):
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.trust(pathlib.Path(demo.folder.name) / "data" / "trust")
    return made


@pytest.fixture(scope="module")
def files(authority, demo, tmp_path_factory):
    """Signed by the citizen of the journeys, by somebody else, and changed after the citizen signed."""
    folder = tmp_path_factory.mktemp("documents")
    number, _ = demo.citizen()
    own = authority.signed(page("Application for a certified copy"), "Nguyen Van An", number)
    contents = {
        "own": own, "another's": authority.signed(page("Application for a certified copy"), "Tran Thi Binh", "001090999999"),
        "changed": authority.overwritten(own, "Application for two certified copies")}
    for name, content in contents.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return {name: folder / f"{name}.pdf" for name in contents}


@pytest.fixture
def journey(browser, demo):
    return Journey(browser, demo)


def submitted(journey, address, file, marker):
    journey.browser.open(address)
    journey.browser.find("input[name=document]").send_keys(str(file))
    journey.browser.find("form[enctype] button").click()
    journey.browser.wait(lambda: journey.browser.find_all(marker), "the verdict")
    return journey.browser.find("main").text


PORTAL = {
    "own": (".verdict.good", ["Đã tiếp nhận", "Hợp lệ"]), "another's": (".verdict.bad", ["Không tiếp nhận", "người khác"]),
    "changed": (".verdict.bad", ["Nội dung đã bị thay đổi sau khi ký", "trang 1"]),
}


@pytest.mark.parametrize("name", PORTAL)
def test_a_portal_takes_what_its_citizen_signed(journey, files, name, pictures):
    journey.sign_in(MINISTRY)
    marker, texts = PORTAL[name]
    text = submitted(journey, journey.demo.portal(MINISTRY) + "/documents", files[name], marker)
    if pictures:
        journey.browser.driver.save_screenshot(str(pictures / f"portal-document-{name}.png"))
    for expected in texts:
        assert expected in text, text


@pytest.mark.parametrize("name", PORTAL)
def test_the_provider_shows_it_to_the_citizen(journey, files, name, pictures):
    journey.sign_in(MINISTRY)
    address = journey.demo.issuer + "/account/documents"
    text = submitted(journey, address, files[name], ".verdict")
    if pictures:
        journey.browser.driver.save_screenshot(str(pictures / f"provider-document-{name}.png"))
    expected = {"own": "Người ký đúng là chủ tài khoản", "another's": "Người ký là người khác", "changed": "Nội dung đã bị thay đổi sau khi ký"}
    assert expected[name] in text, text


def test_a_stranger_signs_in_first(journey):
    journey.browser.open(journey.demo.issuer + "/account/documents")
    journey.fill(*journey.demo.citizen())
    journey.submit()
    journey.browser.wait(lambda: journey.browser.find_all("input[name=document]"), "the page after the sign-in")
