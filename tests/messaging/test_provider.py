"""A mail provider takes our letters by its own interface; its server is rehearsed in its documented form."""

import hmac
import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client

from abaca.messaging.actions import enqueue
from abaca.messaging.gateways.provider import PROVIDERS, NoSuchProvider, names_recipient
from abaca.messaging.jobs import send
from abaca.messaging.models import AddressMark, Letter, Stream
from abaca.messaging.states import LetterState
from tests.messaging.drafts import make_draft
from tests.messaging.test_envelopes import NOON
from tests.messaging.test_in_hand import Clock

pytestmark = pytest.mark.django_db
SECRET = "postmark:a-long-secret"


class Rehearsed:
    """A provider's server: it keeps what it gets and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.answer: tuple[int, object] = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "m-1", "To": "a@b"})
        rehearsed = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                rehearsed.got.append((self.path, body))
                status, answer = rehearsed.answer
                if isinstance(answer, dict) and "To" in answer:
                    answer = answer | {"To": json.loads(body)["To"]}
                words = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("X-Message-Id", "m-1")
                self.send_header("Content-Length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *_words: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def rehearsed(settings) -> Iterator[Rehearsed]:
    running = Rehearsed()
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY = "postmark", "server-token"
    settings.MAIL_PROVIDER_URL, settings.MAIL_PROVIDER_SECRET = running.url, SECRET
    yield running
    running.stop()


def leaves(**changes: object) -> Letter:
    [row] = enqueue([make_draft(**changes)], at=NOON)
    send([row.pk], at=NOON)
    row.refresh_from_db()
    return row


def test_postmark_gets_the_letter_with_its_conversation_and_without_tracking(rehearsed):
    row = leaves(in_reply_to="<q@example.org>", references=["<q@example.org>"])

    assert row.state == LetterState.SENT
    [(path, body)] = rehearsed.got
    told = json.loads(body)
    headers = {each["Name"]: each["Value"] for each in told["Headers"]}
    assert path == "/email"
    assert told["To"] == "Alice Liddell <alice@example.org>"
    assert told["From"] == "Musa Software <shop@musa.example>"
    assert "22 March 2027" in told["TextBody"]
    assert "22 March 2027" in told["HtmlBody"]
    assert headers["Message-ID"] == row.message_id
    assert headers["In-Reply-To"] == "<q@example.org>"
    assert told["Metadata"] == {"letter": row.ref}
    assert (told["TrackOpens"], told["TrackLinks"]) == (False, "None")


def test_mailgun_gets_the_letter_too(rehearsed, settings):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_DOMAIN = "mailgun", "musa.example"
    rehearsed.answer = (200, {"id": "<m@musa.example>", "message": "Queued. Thank you."})
    row = leaves()
    assert row.state == LetterState.SENT
    [(path, body)] = rehearsed.got
    assert path == "/musa.example/messages"
    assert row.ref.encode() in body


TAKEN = {
    "brevo": {"messageId": "<m@musa.example>"},
    "mailersend": {},
    "mailgun": {"id": "<m@musa.example>", "message": "Queued. Thank you."},
    "mailjet": {
        "Messages": [{"Status": "success", "To": [{"Email": "alice@example.org", "MessageID": 1, "MessageUUID": "u"}]}]
    },
    "postmark": {"ErrorCode": 0, "Message": "OK", "MessageID": "m-1", "To": "alice@example.org"},
    "resend": {"id": "m-1"},
    "sparkpost": {"results": {"total_rejected_recipients": 0, "total_accepted_recipients": 1, "id": "1"}},
}
INACTIVE = "inactive addresses: alice@example.org"
WHY = "Inactive recipients are ones that have generated a hard bounce or a spam complaint."
NEWS = {
    "stream": Stream.NEWSLETTER,
    "context": make_draft().context | {"unsubscribe_url": "https://musa.example/off"},
}


@pytest.mark.parametrize("name", PROVIDERS)
def test_each_provider_takes_a_newsletter_of_a_conversation_with_a_file(rehearsed, settings, monkeypatch, name):
    """Its own library refuses what it cannot express: all mail would wait for three days, and then fail."""
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY, settings.MAIL_PROVIDER_DOMAIN = name, "key:more", "musa.example"
    settings.ATTACHMENTS = "tests.messaging.test_in_hand.files_named"
    rehearsed.answer = (202 if name == "mailersend" else 200, TAKEN[name])

    row = leaves(in_reply_to="<q@example.org>", references=["<q@example.org>"], attachments=["x"], **NEWS)

    assert (row.state, row.last_error) == (LetterState.SENT, "")
    [(_path, body)] = rehearsed.got
    told = body.decode().replace("%40", "@")
    for wanted in ("alice@example.org", row.ref, "<q@example.org>", "22 March 2027", "x.txt"):
        assert wanted in told
    assert ("https://musa.example/off" in told) == (name != "mailersend")  # which takes no fields of ours
    assert ("X-PM-KeepID" in told) == (name == "postmark")
    assert '"track_clicks": true' not in told.lower()


def test_a_provider_is_given_a_minute_for_a_batch_like_a_server(rehearsed):
    rows = enqueue([make_draft(n, to_address=f"reader{n}@example.org") for n in range(4)], at=NOON)
    send([row.pk for row in rows], at=NOON, clock=Clock(25))
    assert len(rehearsed.got) == 3
    assert [state for (state,) in Letter.objects.order_by("id").values_list("state")] == ["sent"] * 3 + ["queued"]


def test_a_provider_that_nobody_answers_for_is_asked_once_a_batch(rehearsed, settings):
    rehearsed.stop()
    rows = enqueue([make_draft(n, to_address=f"reader{n}@example.org") for n in range(3)], at=NOON)
    send([row.pk for row in rows], at=NOON)
    assert {(row.state, row.last_error) for row in Letter.objects.all()} == {
        (LetterState.QUEUED, "0 AnymailRequestsAPIError"),
        (LetterState.QUEUED, "AnymailRequestsAPIError"),
    }


@pytest.mark.parametrize("name", ["postmrk", "sendgrid", ""])
def test_with_the_name_of_no_provider_letters_stay_as_they_are(settings, name):
    settings.MAIL_PROVIDER = name
    [row] = enqueue([make_draft()], at=NOON)
    with pytest.raises(NoSuchProvider, match="known are brevo"):
        send([row.pk], at=NOON)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (LetterState.QUEUED, 0)


def test_an_address_that_the_provider_has_shut_out_is_marked(rehearsed):
    rehearsed.answer = (422, {"ErrorCode": 406, "Message": f"Found {INACTIVE}. {WHY}"})
    assert leaves().state == LetterState.FAILED
    assert AddressMark.objects.get().address == "alice@example.org"


def test_an_answer_that_nobody_understands_is_no_yes(rehearsed):
    rehearsed.answer = (422, {"ErrorCode": 406, "Message": "An inactive recipient, in new words"})
    row = leaves()
    assert (row.state, row.sent_at) == (LetterState.QUEUED, None)


def test_newsletters_go_by_a_key_and_a_stream_of_their_own(rehearsed, settings):
    settings.NEWSLETTER_PROVIDER_STREAM = "broadcast"
    leaves()
    [row] = enqueue([make_draft(2, **NEWS)], at=NOON)
    send([row.pk], at=NOON)
    streams = [json.loads(body).get("MessageStream") for _path, body in rehearsed.got]
    assert streams == [None, "broadcast"]


@pytest.mark.parametrize("status", [400, 401, 404, 413, 422, 429, 500])
def test_what_a_provider_refuses_over_our_settings_is_tried_again(rehearsed, status):
    rehearsed.answer = (status, {"ErrorCode": 400, "Message": "The 'From' address is not a Sender Signature"})
    row = leaves()
    assert row.state == LetterState.QUEUED
    assert str(status) in row.last_error
    assert "Sender Signature" in row.last_error


def test_a_letter_whose_recipient_a_provider_refuses_fails(rehearsed, settings):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_DOMAIN = "mailgun", "musa.example"
    rehearsed.answer = (400, {"message": "'to' parameter is not a valid address. please check documentation"})
    assert leaves().state == LetterState.FAILED
    rehearsed.answer = (404, {"message": "Domain not found: musa.example"})
    [row] = enqueue([make_draft(2)], at=NOON)
    send([row.pk], at=NOON)
    row.refresh_from_db()
    assert row.state == LetterState.QUEUED


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ('{"code": "invalid_parameter", "message": "email is not valid in to"}', True),  # Brevo
        ('{"message": "The to.0.email must be valid.", "errors": {"to.0.email": ["x"]}}', True),  # MailerSend
        ('{"name": "validation_error", "message": "Invalid `to` field."}', True),  # Resend
        ('{"ErrorRelatedTo": ["To[0].Email"]}', True),  # Mailjet
        ('{"Message": "Illegal address Alice@example.org"}', True),
        ('{"ErrorCode": 400, "Message": "The \'From\' address you supplied is not a Sender Signature"}', False),
        ('{"message": "Sender is invalid / inactive"}', False),
        ("", False),
    ],
)
def test_whom_a_provider_speaks_of(told, named):
    assert names_recipient(told, "alice@example.org") == named


def test_a_provider_that_is_away_is_tried_again(rehearsed):
    rehearsed.stop()
    assert leaves().state == LetterState.QUEUED


# --- what it tells ---------------------------------------------------------------------------------------------------


def tells(client: Client, row: Letter, *, secret: str = SECRET, **changes: object):
    event = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "MessageID": "m-1",
        "Email": row.to_address,
        "Details": "550 no such user",
        "Metadata": {"letter": row.ref},
        "BouncedAt": "2026-03-02T12:00:00Z",
    }
    return client.post(
        "/api/mail/v1/events/",
        json.dumps(event | changes),
        content_type="application/json",
        headers={"authorization": f"Basic {b64encode(secret.encode()).decode()}"},
    )


def test_a_bounce_that_the_provider_tells_marks_the_address(rehearsed, client):
    row = leaves()
    assert tells(client, row).status_code == 200
    row.refresh_from_db()
    assert row.bounced_at is not None
    assert AddressMark.objects.get().address == "alice@example.org"


def bounced(row: Letter, *, soft: bool = False) -> dict[str, object]:
    """Return what each provider says of a letter that did not arrive, in its documented form."""
    to, told = row.to_address, {"letter": row.ref}
    headers = [{"name": "X-Metadata", "value": json.dumps(told)}]
    words = "The recipient's email provider sent a bounce message."
    resend = {
        "to": [to],
        "headers": headers,
        "bounce": {"message": words, "type": "Transient" if soft else "Permanent"},
    }
    failed = {"event": "failed", "severity": "temporary" if soft else "permanent", "recipient": to}
    data = {
        "type": "soft_bounced" if soft else "hard_bounced",
        "email": {"tags": [row.ref], "recipient": {"email": to}},
    }
    event = {"type": "bounce", "bounce_class": "22" if soft else "10", "raw_rcpt_to": to, "rcpt_meta": told}
    return {
        "brevo": {"event": "soft_bounce" if soft else "hard_bounce", "email": to, "X-Mailin-custom": json.dumps(told)},
        "mailersend": {"type": f"activity.{data['type']}", "data": data},
        "mailgun": {"signature": mailgun_signature(), "event-data": failed | {"timestamp": 1, "user-variables": told}},
        "mailjet": {"event": "bounce", "email": to, "time": 1, "hard_bounce": not soft, "Payload": json.dumps(told)},
        "postmark": {
            "RecordType": "Bounce",
            "Type": "SoftBounce" if soft else "HardBounce",
            "Email": to,
            "Metadata": told,
            "BouncedAt": "2026-03-02T12:00:00Z",
        },
        "resend": {"type": "email.bounced", "created_at": "2026-03-02T12:00:00Z", "data": resend},
        "sparkpost": [{"msys": {"message_event": event | {"timestamp": "1"}}}],
    }


def mailgun_signature(key: str = "signing-key") -> dict[str, str]:
    told = {"timestamp": "1", "token": "t"}
    return told | {"signature": hmac.new(key.encode(), b"1t", sha256).hexdigest()}


def calls(client: Client, event: object, *, key: str = "signing-key"):
    """Call as the provider does: with a password, and signed where it signs."""
    body = json.dumps(event)
    headers = {
        "authorization": f"Basic {b64encode(SECRET.encode()).decode()}",
        "signature": hmac.new(key.encode(), body.encode(), sha256).hexdigest(),
    }
    return client.post("/api/mail/v1/events/", body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("name", PROVIDERS)
def test_a_bounce_loses_the_letter_and_marks_its_address_only_where_it_is_for_good(settings, client, name, soft):
    """A soft bounce is one that the provider has given up over a passing trouble; Mailgun alone tells of its tries."""
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY = name, "key:more"
    settings.MAIL_PROVIDER_SECRET, settings.MAIL_PROVIDER_SIGNING_KEY = SECRET, "signing-key"
    [row] = enqueue([make_draft()], at=NOON)

    assert calls(client, bounced(row, soft=soft)[name]).status_code == 200

    row.refresh_from_db()
    still_tries = soft and name == "mailgun"
    assert (row.bounced_at is None, AddressMark.objects.exists()) == (still_tries, not soft)


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("event", [{}, [], {"event-data": {}}, {"data": 1}])
def test_nonsense_from_a_provider_is_refused_and_breaks_nothing(settings, client, name, event):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY = name, "key:more"
    settings.MAIL_PROVIDER_SECRET, settings.MAIL_PROVIDER_SIGNING_KEY = SECRET, "signing-key"
    assert calls(client, event).status_code in {200, 403}


@pytest.mark.parametrize("name", ["mailgun", "mailersend"])
@pytest.mark.parametrize("key", ["", "another"])
def test_who_signs_is_known_by_his_signature(settings, client, name, key):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY = name, "key:more"
    settings.MAIL_PROVIDER_SECRET, settings.MAIL_PROVIDER_SIGNING_KEY = SECRET, key
    [row] = enqueue([make_draft()], at=NOON)
    assert calls(client, bounced(row)[name]).status_code == 403
    assert not AddressMark.objects.exists()


def test_a_complaint_is_one(rehearsed, client):
    row = leaves()
    assert tells(client, row, RecordType="SpamComplaint", Type="SpamComplaint").status_code == 200
    assert AddressMark.objects.get().kind == "complained"


@pytest.mark.parametrize(
    "changes", [{"Email": "bob@example.org"}, {"Metadata": {"letter": "letter_x"}}, {"Type": "Transient"}]
)
def test_what_is_about_no_letter_of_ours_or_passes_marks_nothing(rehearsed, client, changes):
    assert tells(client, leaves(), **changes).status_code == 200
    assert not AddressMark.objects.exists()


def test_somebody_else_is_not_heard(rehearsed, client):
    row = leaves()
    answer = tells(client, row, secret="postmark:guess")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "provider_unknown")
    assert client.post("/api/mail/v1/events/", "{", content_type="application/json").status_code == 403
    assert not AddressMark.objects.exists()


def test_without_a_secret_nobody_is_heard(rehearsed, client, settings):
    row = leaves()
    settings.MAIL_PROVIDER_SECRET = ""
    assert tells(client, row).status_code == 403


def test_a_shop_that_sends_by_smtp_hears_nobody(client):
    assert client.post("/api/mail/v1/events/", "{}", content_type="application/json").status_code == 403
