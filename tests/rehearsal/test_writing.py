"""People of the demo write to the shop, honestly and not."""

import pytest

from abaca.inbox.models import Incoming
from abaca.messaging.gateways.mailbox import letters_for
from tests.inbox.conftest import smtp_in  # noqa: F401 - the door to which they write
from tests.makers.shop import ALICE

WRITE = "/rehearsal/mailbox/write/"
SAID = {"sender": "alice@example.com", "subject": "My subscription", "text": "Please cancel my renewal."}


def page_after(client, **said) -> str:
    response = client.post(WRITE, SAID | said)
    assert response.status_code == 302
    assert response["Location"] == "/rehearsal/mailbox/?to=alice%40example.com"
    return client.get(response["Location"]).content.decode()


def test_a_mail_of_a_person_comes_in_signed(client, smtp_in):  # noqa: F811 - a fixture
    page = page_after(client)
    assert "Signed by example.com, which is the domain of the sender." in page
    mail = Incoming.objects.get()
    assert (mail.from_address, mail.envelope_from, mail.subject) == (
        "alice@example.com",
        "alice@example.com",
        "My subscription",
    )
    assert mail.said == "Please cancel my renewal."
    assert mail.authenticated


def test_a_forged_one_comes_in_and_is_not_believed(client, smtp_in):  # noqa: F811 - a fixture
    page = page_after(client, forged="on")
    assert "Not signed: anybody could have written this under the sender’s name." in page
    mail = Incoming.objects.get()
    assert (mail.from_address, mail.envelope_from) == ("alice@example.com", "mallory@elsewhere.example")
    assert not mail.authenticated


def test_an_answer_quotes_the_letter_and_says_only_what_is_new(client, smtp_in, letters, settings):  # noqa: F811
    from tests.makers.shop import Shop  # noqa: PLC0415 - after the fixtures

    Shop().sells(to=ALICE)
    letter = letters_for(settings.REHEARSAL_MAILBOX, "alice@example.com")[0]
    sheet = client.get(WRITE, {"answer": letter.id})
    text = sheet.context["form"]["text"].value()
    assert sheet.context["form"]["subject"].value() == f"Re: {letter.subject}"
    client.post(f"{WRITE}?answer={letter.id}", SAID | {"text": "Thank you." + text})
    mail = Incoming.objects.get()
    assert mail.said == "Thank you."
    assert mail.in_reply_to == letter.message_id
    assert letter.text.strip().splitlines()[-1] in mail.text


@pytest.mark.parametrize(("field", "value"), [("sender", "nobody"), ("sender", ""), ("text", "")])
def test_what_cannot_be_sent_is_told_beside_its_field(client, db, field, value):
    response = client.post(WRITE, SAID | {field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_closed_door_is_told(client, db, settings):
    settings.MAIL_IN_PORT = 1
    response = client.post(WRITE, SAID)
    assert response.status_code == 422
    assert "did not take it" in response.content.decode()


def test_there_is_no_answer_to_a_letter_that_is_not_there(client, db):
    assert client.get(WRITE, {"answer": "x"}).status_code == 404
    assert client.get(WRITE, {"from": "alice@example.com"}).context["form"]["sender"].value() == "alice@example.com"
