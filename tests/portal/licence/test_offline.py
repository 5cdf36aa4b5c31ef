"""A computer without a network is activated on the pages: its request comes in, the answer goes out."""

import base64
import re
from dataclasses import replace
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from abaca.licensing.devices.actions import activate
from abaca.licensing.devices.models import Device
from abaca.licensing.devices.offline import OfflineRequest, write
from abaca.licensing.licences.models import Licence
from abaca.portal.licence import holders
from abaca.portal.licence.qr import picture_of
from tests.api.licensing.test_leases import opened
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.portal.licence.test_pages import signs_in, words

pytestmark = pytest.mark.django_db
FAR_AWAY = OfflineRequest("musa-accounting", "a" * 64, "carried-by-hand-01", device_name="Workshop")
START, CHECK, DONE = "/activate/offline/", "/activate/offline/check/", "/activate/offline/done/"


def with_key(text: str) -> str:
    return write(replace(FAR_AWAY, product_key=text.replace("-", "")))


def lease_on(page) -> str:
    """Return the text that is carried back."""
    found = re.search(r"<pre[^>]*><code>(key/[^<]+)</code></pre>", page.content.decode())
    assert found, "The page shows no lease."
    return unescape(found[1])


@pytest.fixture
def sold(store):
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    return sold


def test_a_redeemed_key_needs_no_sign_in(client, sold):
    shown = client.post(START, {"request": with_key(sold.text).lower()}, follow=True)
    assert shown.redirect_chain == [(CHECK, 302)]
    for fact in ("Musa Accounting Professional", "Workshop", f"…{sold.text[-5:]}"):
        assert fact in words(shown)
    assert not Device.objects.exists()

    page = client.post(CHECK, follow=True)
    assert page.redirect_chain == [(DONE, 302)]
    assert "“Workshop” may use Musa Accounting without a network until 1 April 2026" in words(page)
    assert opened(lease_on(page))["n"] == "carried-by-hand-01"
    assert unescape(re.search(r'<img class="qr carried" src="([^"]+)"', page.content.decode())[1]) == picture_of(
        lease_on(page)
    )
    assert Device.objects.get().name == "Workshop"
    assert lease_on(client.get(DONE)) == lease_on(page)  # looking again issues nothing new


def test_without_a_key_the_holder_signs_in_and_comes_back(client, sold):
    page = words(client.post(START, {"request": write(FAR_AWAY)}, follow=True))
    assert "Say first who uses the program: the licence of that address counts." in page
    assert client.post(CHECK).headers["Location"] == "/licence/sign-in/"
    back = signs_in(client, "alice@example.org")
    assert back.redirect_chain == [(CHECK, 302)]
    assert "alice@example.org" in words(back)
    assert opened(lease_on(client.post(CHECK, follow=True)))["l"] == str(Licence.objects.get().uuid)


def test_an_unredeemed_key_is_redeemed_for_who_signs_in(client, store):
    sold = store.sells()
    page = words(client.post(START, {"request": with_key(sold.text)}, follow=True))
    assert "Nobody has redeemed it yet." in page
    back = words(signs_in(client, "bob@example.org"))
    assert "The product key is redeemed for this address." in back
    assert not Licence.objects.exists()
    client.post(CHECK, follow=True)
    assert Licence.objects.get().account.email == "bob@example.org"


def test_an_account_without_a_licence_is_told_so(client, store):
    client.post(START, {"request": write(FAR_AWAY)})
    signs_in(client, "bob@example.org")
    page = client.post(CHECK)
    assert (page.status_code, "This account has no licence of the product." in words(page)) == (404, True)


def test_a_device_makes_room(client, sold):
    licence = Licence.objects.get()
    old = [activate(licence.pk, fingerprint=str(n) * 64, name=f"Desk {n}", at=NOON, by="a test") for n in range(5)]
    client.post(START, {"request": with_key(sold.text)})
    full = client.post(CHECK)
    assert full.status_code == 409
    assert "in use on 5 devices" in words(full)
    assert full.content.decode().count('name="replace_device"') == 5

    assert client.post(CHECK, {"replace_device": "nonsense"}).status_code == 409
    page = client.post(CHECK, {"replace_device": str(old[2].device.uuid)}, follow=True)
    assert "“Workshop” may use" in words(page)
    names = Device.objects.filter(deactivated_at=None).values_list("name", flat=True)
    assert sorted(names) == ["Desk 0", "Desk 1", "Desk 3", "Desk 4", "Workshop"]


def test_the_field_for_product_keys_takes_a_request_too(client, sold):
    answer = client.post("/activate/", {"product_key": f" {with_key(sold.text)} "})
    assert answer.headers["Location"] == CHECK
    broken = client.post("/activate/", {"product_key": with_key(sold.text)[:-9]})
    assert (broken.status_code, "This is not a whole activation request." in words(broken)) == (422, True)
    assert 'href="/activate/offline/"' in client.get("/activate/").content.decode()


def test_a_file_is_as_good_as_a_text(client, sold):
    lines = "\r\n".join(re.findall(".{1,60}", with_key(sold.text)))
    file = SimpleUploadedFile("request.txt", b"\xef\xbb\xbf" + lines.encode())
    assert client.post(START, {"request": "", "file": file}).headers["Location"] == CHECK


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"ACT1.", b"ACT1." + b"A" * 70_000, b"%PDF-1.7"])
def test_a_file_of_another_kind_is_refused(client, store, content):
    page = client.post(START, {"request": "", "file": SimpleUploadedFile("x.bin", content)})
    assert page.status_code == 422
    assert "This is not a whole activation request." in words(page)


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 422, "This is not a whole activation request."),
        ("hello", 422, "This is not a whole activation request."),
        ("ACT1." + "A" * 70_000, 422, "This is not a whole activation request."),
        (write(replace(FAR_AWAY, product="nothing")), 404, "There is no product “nothing” here."),
        (with_key("A0123-45678-9ABCD-EFGHJ-KM583"), 404, "We do not know this product key."),
        (with_key("x"), 422, "This is not quite a product key."),
    ],
)
def test_what_cannot_be_activated_is_said_beside_the_field(client, store, text, status, sentence):
    page = client.post(START, {"request": text})
    assert (page.status_code, sentence in words(page)) == (status, True)
    assert client.get(CHECK).headers["Location"] == START


def test_the_session_holds_no_product_key(client, sold):
    client.post(START, {"request": with_key(sold.text)})
    kept = str(dict(client.session.items()))
    assert sold.text not in kept
    assert sold.text.replace("-", "") not in kept
    assert with_key(sold.text)[:40] not in kept


def test_a_request_of_another_browser_does_not_open(client, sold, rf):
    client.post(START, {"request": with_key(sold.text)})
    request = rf.get("/")
    request.session = {"licence_request": client.session["licence_request"], "licence_page": "page/other"}
    assert holders.request_at_hand(request) is None


def test_a_key_that_is_typed_later_counts_instead_of_the_request(client, store, sold):
    client.post(START, {"request": write(FAR_AWAY)})
    client.post("/activate/", {"product_key": store.sells().text})
    assert "Your product key is redeemed" in words(signs_in(client, "bob@example.org"))
    assert not Device.objects.exists()


def test_beginning_again_lays_the_request_down(client, sold):
    client.post(START, {"request": write(FAR_AWAY)})
    client.get(START)
    assert client.get(CHECK).headers["Location"] == START


def test_nothing_can_be_carried_before_something_was_activated(client, db):
    assert client.get(DONE).headers["Location"] == START
    assert client.get("/activate/offline/machine-file/").headers["Location"] == START


def test_a_machine_file_is_offered_to_be_saved(client, sold):
    client.post(START, {"request": with_key(sold.text)})
    client.post(CHECK)
    assert "Download the machine file" in words(client.get(DONE))
    answer = client.get("/activate/offline/machine-file/")
    assert answer.content.startswith(b"-----BEGIN MACHINE FILE-----\n")
    assert answer.content == client.get("/activate/offline/machine-file/").content
    assert answer.headers["Content-Disposition"] == 'attachment; filename="musa-accounting.lic"'
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_the_account_page_says_until_when_a_device_may_go_on(client, sold):
    client.post(START, {"request": with_key(sold.text)})
    client.post(CHECK)
    page = words(signs_in(client, "alice@example.org"))
    assert "Last seen on 2 March 2026 May go on without a network until 1 April 2026" in page


def test_the_picture_is_a_qr_code_of_its_own_without_style_or_script():
    kind, data = picture_of("key/x.y").split(",", 1)
    assert kind.startswith("data:image/svg+xml")
    svg = base64.b64decode(data).decode() if ";base64" in kind else data
    assert "script" not in svg
    assert "style=" not in svg
