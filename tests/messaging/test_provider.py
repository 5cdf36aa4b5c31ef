"""A mail provider takes our letters by its own interface; its server is rehearsed in its documented form."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client

from abaca.messaging.actions import enqueue
from abaca.messaging.jobs import send
from abaca.messaging.models import AddressMark, Letter
from abaca.messaging.states import LetterState
from tests.messaging.drafts import make_draft
from tests.messaging.test_envelopes import NOON

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
                words = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
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


@pytest.mark.parametrize(
    ("status", "state"),
    [(422, LetterState.FAILED), (401, LetterState.QUEUED), (429, LetterState.QUEUED), (500, LetterState.QUEUED)],
)
def test_only_what_the_provider_refuses_for_good_fails(rehearsed, status, state):
    rehearsed.answer = (status, {"ErrorCode": 0, "Message": "no"})
    row = leaves()
    assert row.state == state
    assert str(status) in row.last_error


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
