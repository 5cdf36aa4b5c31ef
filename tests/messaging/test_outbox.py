"""Letters are written down, sent over real SMTP to the catcher, retried, and never doubled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.serializers import serialize
from django.db import connection

from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.jobs import drain
from abaca.messaging import actions, queries
from abaca.messaging.actions import enqueue, resend, secrets_of
from abaca.messaging.envelopes import File
from abaca.messaging.gateways import mailbox
from abaca.messaging.gateways.catcher import start_catcher
from abaca.messaging.gateways.smtp import knock
from abaca.messaging.jobs import way_of
from abaca.messaging.models import AddressMark, Letter
from abaca.messaging.states import LetterState
from tests.messaging.drafts import CODE, make_draft, make_drafts

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OUTBOX = "messaging.outbox"


def send_all(at: datetime = NOON) -> int:
    return drain(OUTBOX, at=at)


def minutes_later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def states() -> list[str]:
    return list(Letter.objects.order_by("id").values_list("state", flat=True))


def test_a_letter_arrives_as_the_recipient_reads_it(catcher, settings):
    [letter] = enqueue([make_draft(language="fr")], at=NOON)
    assert send_all() == 1

    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.attempts) == (LetterState.SENT, NOON, 1)
    assert letter.subject == "Musa Accounting Advanced for Alice: 22 mars 2027"
    [mail] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    assert mail.subject == letter.subject
    assert mail.sender == "Musa Software <shop@musa.example>"
    assert mail.to == "Alice Liddell <alice@example.org>"
    assert mail.date == NOON
    assert mail.kind == "renewal_notice"
    assert mail.message_id == letter.message_id == f"<{letter.ref}@musa.example>"
    assert "renews on 22 mars 2027" in mail.text
    assert "renews on 22 mars 2027" in mail.html


def test_an_event_told_twice_makes_one_letter(catcher):
    first = enqueue([make_draft(1), make_draft(2)], at=NOON)
    again = enqueue([make_draft(2), make_draft(3)], at=minutes_later(1))

    assert again[0] == first[1]
    assert Letter.objects.count() == 3
    assert send_all(minutes_later(1)) == 3
    assert send_all(minutes_later(2)) == 0
    assert len(catcher.arrivals()) == 3


def test_no_drafts_make_no_letters(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert enqueue([], at=NOON) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_written_with_one_insert(count, django_assert_num_queries):
    with django_assert_num_queries(2):  # the insert, and the letters that now stand
        enqueue(make_drafts(count), at=NOON)


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_sent_with_one_statement_for_each_step(catcher, count, django_assert_num_queries):
    ids = [letter.id for letter in enqueue(make_drafts(count), at=NOON)]

    # looked for and taken, the vendor's own words, held and noted; and the begin and end of two transactions
    with django_assert_num_queries(9):
        REGISTER[OUTBOX].do(ids, at=NOON)
    assert states() == [LetterState.SENT] * count


def test_one_refusal_does_not_spoil_the_batch(catcher):
    catcher.catcher.refuses.add("reader1@example.org")
    catcher.catcher.defers.add("reader2@example.org")
    letters = enqueue(make_drafts(4), at=NOON)
    send_all()

    assert states() == [LetterState.SENT, LetterState.FAILED, LetterState.QUEUED, LetterState.SENT]
    refused = Letter.objects.get(id=letters[1].id)
    assert refused.last_error == "550 5.1.1 There is nobody of this name"
    put_off = Letter.objects.get(id=letters[2].id)
    assert put_off.last_error == "452 4.2.2 The mailbox is full"
    assert put_off.next_attempt_at == minutes_later(1)
    assert queries.next_attempt_at() == minutes_later(1)
    assert queries.waiting_count() == 1

    catcher.catcher.defers.clear()
    assert send_all() == 0
    assert send_all(minutes_later(1)) == 1
    put_off.refresh_from_db()
    assert (put_off.state, put_off.attempts, put_off.last_error) == (LetterState.SENT, 2, "")
    assert queries.next_attempt_at() is None


def test_letters_wait_while_no_mail_server_listens(settings, tmp_path):
    running = start_catcher(settings.REHEARSAL_MAILBOX)
    settings.SMTP_PORT = running.port
    running.stop()
    assert knock(way_of("notice")).startswith("ConnectionRefusedError")
    enqueue(make_drafts(3), at=NOON)
    send_all()
    assert states() == [LetterState.QUEUED] * 3

    running = start_catcher(settings.REHEARSAL_MAILBOX, running.port)
    assert knock(way_of("notice")) == ""
    send_all(minutes_later(1))
    running.stop()
    assert states() == [LetterState.SENT] * 3


def test_after_three_days_of_silence_a_letter_has_failed(settings):
    settings.SMTP_PORT = 1
    [letter] = enqueue([make_draft()], at=NOON)
    tries = 0
    while (at := queries.next_attempt_at()) is not None:
        tries += send_all(at)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, tries) == (LetterState.FAILED, 16, 16)
    assert letter.last_error.startswith("ConnectionRefusedError")


def test_a_letter_that_waited_for_days_is_not_given_up_at_the_first_no(catcher):
    """The workers stood still for a week; then the other server greylists, as it does with whoever comes anew."""
    catcher.catcher.defers.add("alice@example.org")
    [letter] = enqueue([make_draft()], at=NOON)
    began = NOON + timedelta(days=7)
    send_all(began)

    letter.refresh_from_db()
    assert (letter.state, letter.put_off_since) == (LetterState.QUEUED, began)
    while (at := queries.next_attempt_at()) is not None:
        send_all(at)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.FAILED, 16)


def test_an_address_at_which_nobody_lives_is_marked_at_the_door(catcher):
    catcher.catcher.refuses.add("reader1@example.org")
    letters = enqueue([*make_drafts(3), make_draft(9, to_address="Reader1@Example.org")], at=NOON)
    send_all()

    [mark] = AddressMark.objects.all()
    assert (mark.address, mark.kind, mark.since) == ("reader1@example.org", "bounced", NOON)
    assert mark.words == "550 5.1.1 There is nobody of this name"
    assert mark.letter_id in {letters[1].pk, letters[3].pk}


def test_who_complained_stays_one_who_complained(catcher):
    catcher.catcher.refuses.add("alice@example.org")
    first, _second = enqueue([make_draft(1), make_draft(2)], at=NOON)
    actions.note_complaint(ref=first.ref, recipient="alice@example.org", at=NOON)
    send_all()

    assert AddressMark.objects.get().kind == "complained"


def test_what_has_gone_wrong_at_home_marks_nobody(catcher):
    enqueue([make_draft(1, to_address="nobody")], at=NOON)
    send_all()

    assert states() == [LetterState.FAILED]
    assert not AddressMark.objects.exists()


@pytest.mark.parametrize("name", ["", "Alice Liddell", "Jürgen"])
def test_a_letter_to_an_address_in_letters_of_its_own_language_leaves(catcher, name):
    enqueue([make_draft(to_address="jürgen@example.org", to_name=name)], at=NOON)
    send_all()

    assert states() == [LetterState.SENT]


def test_somebody_sees_to_a_letter_that_never_left_or_came_back(catcher):
    catcher.catcher.refuses.add("reader0@example.org")
    failed, back, fine = enqueue(make_drafts(3), at=NOON)
    send_all()
    actions.note_bounce(ref=back.ref, recipient=back.to_address, permanent=True, at=NOON)

    for by in ("user_sam", "user_eve"):
        for letter in (failed, back, fine):
            actions.see_to(letter, at=NOON, by=by)

    seen = Letter.objects.order_by("id").values_list("seen_to_by", "seen_to_at")
    assert list(seen) == [("user_sam", NOON), ("user_sam", NOON), ("", None)]


def test_a_line_that_breaks_before_the_answer_makes_no_second_letter(catcher, settings):
    catcher.catcher.hangs_up.add("reader1@example.org")
    enqueue(make_drafts(3), at=NOON)
    send_all()
    assert states() == [LetterState.SENT, LetterState.QUEUED, LetterState.SENT]

    catcher.catcher.hangs_up.clear()
    send_all(minutes_later(1))
    assert states() == [LetterState.SENT] * 3
    assert len(catcher.arrivals()) == 4
    [once] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "reader1@example.org")
    assert catcher.arrivals().count(f"{once.message_id} reader1@example.org") == 2


def test_letters_of_a_killed_worker_are_sent_again_under_the_same_name(catcher, settings):
    letters = enqueue(make_drafts(3), at=NOON)
    claimed = actions.claim([letter.id for letter in letters], at=NOON)  # and then the worker dies
    assert len(claimed) == 3

    assert send_all(minutes_later(1)) == 0
    assert queries.next_attempt_at() == minutes_later(2)
    assert send_all(minutes_later(2)) == 3
    assert states() == [LetterState.SENT] * 3
    assert [line.split()[0] for line in catcher.arrivals()] == [letter.message_id for letter in letters]


def test_a_slow_hand_does_not_undo_what_another_hand_has_done(catcher):
    [letter] = enqueue([make_draft()], at=NOON)
    [slow] = actions.claim([letter.id], at=NOON)
    send_all(minutes_later(2))

    actions.note([actions.Fate(slow, LetterState.QUEUED, words="too late")], at=minutes_later(3))

    assert states() == [LetterState.SENT]


def test_who_waits_for_a_code_is_served_first(catcher):
    enqueue([make_draft(1), make_draft(2, like=CODE)], at=NOON)
    news = make_draft(
        3, stream="newsletter", context=make_draft().context | {"unsubscribe_url": "https://musa.example/x"}
    )
    enqueue([news, make_draft(4)], at=NOON - timedelta(hours=1))

    order = [Letter.objects.get(id=each).key for each in queries.due_letters(NOON, 10)]
    assert order == ["code/1/2", "renewal-notice/term_1/4", "renewal-notice/term_1/1", "renewal-notice/term_1/3"]
    send_all()
    assert [line.split()[0] for line in catcher.arrivals()] == [Letter.objects.get(key=key).message_id for key in order]


def test_only_a_newsletter_can_be_switched_off(catcher, settings):
    news = make_draft(
        1, stream="newsletter", context=make_draft().context | {"unsubscribe_url": "https://musa.example/x"}
    )
    enqueue([news, make_draft(2, to_address="bob@example.org")], at=NOON)
    send_all()

    [newsletter] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    [notice] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "bob@example.org")
    assert dict(newsletter.headers)["List-Unsubscribe"] == "<https://musa.example/x>"
    assert "List-Unsubscribe" not in dict(notice.headers)


def test_no_secret_lies_in_clear_in_the_database(catcher, settings):
    [letter] = enqueue([make_draft(like=CODE)], at=NOON)
    send_all()

    with connection.cursor() as cursor:
        cursor.execute("SELECT messaging_letter::text, encode(secrets, 'escape') FROM messaging_letter")
        dump = str(cursor.fetchall()) + serialize("json", Letter.objects.all())
    assert not [secret for secret in CODE.secrets.values() if secret in dump]
    letter.refresh_from_db()
    assert letter.subject == "••• is your code"
    assert secrets_of(letter) == CODE.secrets
    [mail] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    assert mail.subject == "493817 is your code"
    assert CODE.secrets["first"] in mail.text


def test_secrets_open_in_no_other_letter(catcher):
    one, other = enqueue([make_draft(1, like=CODE), make_draft(2)], at=NOON)
    Letter.objects.filter(id=other.id).update(secrets=one.secrets)
    send_all()

    assert states() == [LetterState.SENT, LetterState.QUEUED]
    other.refresh_from_db()
    assert other.last_error == "CannotOpen while writing the letter"


def test_a_letter_is_sent_once_more_as_a_letter_of_its_own(catcher, settings):
    [letter] = enqueue([make_draft(like=CODE)], at=NOON)
    send_all()
    second = resend(letter, at=minutes_later(1), by="user_sam")
    third = resend(second, at=minutes_later(2), by="user_sam")
    send_all(minutes_later(2))

    assert [second.key, third.key] == ["code/1/1/resend/2", "code/1/1/resend/3"]
    assert second.resent_by == "user_sam"
    mails = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    assert len({mail.message_id for mail in mails}) == 3
    assert all(CODE.secrets["first"] in mail.text for mail in mails)


@pytest.mark.parametrize(
    "address",
    ["alice", "alice@example.org\r\nBcc: bob@example.org", "a@b.example>\r\nRCPT TO:<c@d.example", "x\x00@y.example"],
)
def test_a_letter_to_no_address_fails_alone(catcher, address):
    enqueue([make_draft(1, to_address=address), make_draft(2)], at=NOON)
    send_all()

    assert states() == [LetterState.FAILED, LetterState.SENT]
    assert len(catcher.arrivals()) == 1


def test_a_name_brings_no_header_along(catcher, settings):
    name = "Eve\r\nBcc: bob@example.org\x00"
    enqueue([make_draft(to_name=name, context=make_draft().context | {"name": name.strip("\x00")})], at=NOON)
    send_all()

    [mail] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    assert "Bcc" not in dict(mail.headers)
    assert mail.subject == "Musa Accounting Advanced for Eve Bcc: bob@example.org: 22 March 2027"
    assert [person.address for person in mailbox.people(settings.REHEARSAL_MAILBOX)] == ["alice@example.org"]


def test_a_broken_template_holds_back_only_its_own_letters(catcher):
    enqueue([make_draft(1, template="rehearsed/nameless"), make_draft(2)], at=NOON)
    send_all()

    assert states() == [LetterState.QUEUED, LetterState.SENT]
    assert Letter.objects.first().last_error == "NoSubject while writing the letter"


def test_letters_are_found_by_address_thing_and_person():
    one, two = enqueue([make_draft(1), make_draft(2, to_address="Bob@example.org", about="", whose="")], at=NOON)

    assert queries.letters_to("bob@EXAMPLE.org") == [two]
    assert queries.letters_about("order_1") == [one]
    assert queries.letters_about("") == []
    assert queries.letters_of("customer_1") == [one]
    assert queries.letters_of("") == []
    assert str(two) == "renewal_notice to Bob@example.org: queued"


ASKED: list[set[str]] = []


def files_named(names):
    """Know every name but one, as the store knows its invoices."""
    ASKED.append(set(names))
    return {
        name: lambda name=name: File(f"{name}.txt", "text/plain", name.encode()) for name in names if name != "lost"
    }


@pytest.mark.usefixtures("catcher")
def test_what_goes_along_is_made_when_the_letters_leave_and_asked_for_once(settings):
    settings.ATTACHMENTS = f"{__name__}.files_named"
    ASKED.clear()
    drafts = [make_draft(n, to_address=f"reader{n}@example.org", attachments=[f"paper{n}"]) for n in range(3)]
    letters = enqueue(drafts, at=NOON)
    assert not ASKED

    send_all()

    assert [{"paper0", "paper1", "paper2"}] == ASKED
    [mail] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "reader1@example.org")
    assert mail.attachments == (("paper1.txt", "text/plain", b"paper1"),)
    assert resend(letters[1], at=minutes_later(1), by="usr_1").attachments == ["paper1"]


@pytest.mark.usefixtures("catcher")
def test_a_file_that_nobody_knows_holds_back_its_own_letter_only(settings):
    settings.ATTACHMENTS = f"{__name__}.files_named"
    enqueue([make_draft(1, attachments=["lost"]), make_draft(2, attachments=["known"])], at=NOON)

    send_all()

    assert states() == [LetterState.QUEUED, LetterState.SENT]
