"""We write to a customer."""

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.messaging.models import Letter
from abaca.support.journal.models import Entry
from abaca.support.tickets.actions import Addressee, Answer, answer, close, collect, merge, write
from abaca.support.tickets.actions.keeping import NothingWritten
from abaca.support.tickets.actions.writing import (
    AnotherAnswerSent,
    GapsLeft,
    NobodyToAnswer,
    NoSubject,
    NoWayToAnswer,
    previewed,
)
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.queries import uncollected
from tests.conftest import NOON
from tests.makers.filed_mails import make_mail
from tests.makers.traces import refuses_without_a_trace

pytestmark = pytest.mark.django_db

LINK = "http://localhost:8000/cancel/abc/"


def make_ticket(**facts) -> Ticket:
    make_mail(**facts)
    return collect(uncollected(NOON, 100), at=NOON)[0].ticket


def written(text="Dear Alice,\n\nso it is.", token="form-1", **facts) -> Answer:
    return Answer(text, token, "Sam", **facts)


def _text(letters) -> str:
    return letters.to("alice@example.com").last.text.replace("\r\n", "\n")


def test_an_answer_goes_to_the_sender_and_keeps_the_thread(letters):
    ticket = make_ticket(
        message_id="<a@example.com>", subject="Re: Price?", reply_to="mallory@example.net", references=["<z@x>"]
    )
    answer(ticket, written(), at=NOON, by="usr_sam")
    drain_all(at=NOON)
    letter = letters.to("alice@example.com").last
    assert letter.subject == f"Re: Price? [{ticket.number}]"
    assert letters.to("mallory@example.net") == []
    assert "so it is." in letter.text
    row = Letter.objects.get()
    assert (row.in_reply_to, row.references, row.thread) == ("<a@example.com>", ["<a@example.com>"], ticket.ref)
    assert row.reply_to == "support@musa.example"


def test_after_an_answer_the_next_word_is_the_customers():
    ticket = make_ticket()
    answer(ticket, written(), customer="cus_1", at=NOON, by="usr_sam")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waits_since, ticket.answer_by) == ("waiting", None, None)
    assert (ticket.assignee, ticket.customer) == ("usr_sam", "cus_1")
    assert Entry.objects.filter(what="ticket.answered", whose="cus_1").count() == 1


def test_an_answer_may_close_the_ticket_and_may_follow_upon_a_closed_one():
    ticket = make_ticket()
    answer(ticket, written(closes=True), at=NOON, by="usr_sam")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at) == ("closed", NOON)
    answer(ticket, written(token="form-2"), at=NOON, by="usr_sam")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at) == ("waiting", None)


def test_a_form_that_is_sent_twice_sends_one_letter():
    ticket = make_ticket()
    first = answer(ticket, written(), at=NOON, by="usr_sam")
    second = answer(ticket, written(), at=NOON, by="usr_sam")
    assert (first.pk == second.pk, Letter.objects.count()) == (True, 1)
    assert Entry.objects.filter(what="ticket.answered").count() == 1


def test_a_link_that_acts_is_sealed_and_stands_in_the_letter_alone(letters):
    ticket = make_ticket()
    text = "Here it is: {{ cancel_link }}\nYours"
    answer(ticket, written(text, secrets={"cancel_link": LINK}), at=NOON, by="usr_sam")
    drain_all(at=NOON)
    assert f"Here it is: {LINK}\nYours" in _text(letters)
    assert LINK not in str(Letter.objects.values().get()["context"])
    assert Message.objects.get(kind="letter").text == text


@pytest.mark.parametrize(
    ("answer_text", "secrets", "refusal"),
    [
        ("  \n", {}, NothingWritten),
        ("Until {{ ends }}", {}, GapsLeft),
        ("{{ cancel_link }}", {}, GapsLeft),
        ("{{ nonsense }}", {"nonsense": "x"}, GapsLeft),
    ],
)
def test_what_is_not_finished_is_refused_and_leaves_no_trace(answer_text, secrets, refusal):
    ticket = make_ticket()
    with pytest.raises(refusal):
        answer(ticket, written(answer_text, secrets=secrets), at=NOON, by="usr_sam")
    ticket.refresh_from_db()
    assert (ticket.state, Letter.objects.count()) == ("new", 0)


def test_nothing_is_sent_to_what_is_no_address():
    ticket = make_ticket(sender="alice at example")
    with pytest.raises(NoWayToAnswer):
        answer(ticket, written(), at=NOON, by="usr_sam")


def test_markup_in_an_answer_is_text(letters):
    ticket = make_ticket()
    answer(ticket, written("1 < 2 & <script>x</script>\n{% now %}"), at=NOON, by="usr_sam")
    drain_all(at=NOON)
    letter = letters.to("alice@example.com").last
    assert "1 < 2 & <script>x</script>\n{% now %}" in _text(letters)
    assert "<script>" not in letter.html
    assert "1 &lt; 2 &amp; &lt;script&gt;x&lt;/script&gt;" in letter.html


def test_the_first_word_may_be_ours(letters):
    to = Addressee("alice@example.com", "Alice", "de", "cus_1")
    ticket = write(to, "Your seats", written(), at=NOON, by="usr_sam")
    again = write(to, "Your seats", written(), at=NOON, by="usr_sam")
    drain_all(at=NOON)
    assert (ticket.pk == again.pk, ticket.state, Ticket.objects.count()) == (True, "waiting", 1)
    letter = letters.to("alice@example.com").last
    assert letter.subject == f"Your seats [{ticket.number}]"
    make_mail(in_reply_to=Letter.objects.get().message_id)
    [entry] = collect(uncollected(NOON, 9), at=NOON)
    assert entry.ticket_id == ticket.pk


def test_a_first_word_needs_a_subject():
    with pytest.raises(NoSubject):
        write(Addressee("alice@example.com", "Alice", "de"), " Re: ", written(), at=NOON, by="usr_sam")
    assert not Ticket.objects.exists()


def test_a_mail_to_a_closed_ticket_is_answered_there():
    ticket = make_ticket()
    close(ticket, at=NOON, by="usr_sam")
    assert answer(ticket, written(), at=NOON, by="usr_sam").ticket_id == ticket.pk


def test_who_left_no_address_is_not_answered_into_the_void():
    ticket = make_ticket(sender="anonymous@help.invalid")
    with pytest.raises(NobodyToAnswer):
        answer(ticket, written(), at=NOON, by="usr_sam")
    assert not Letter.objects.exists()


def test_a_form_that_comes_back_with_other_words_is_refused():
    ticket = make_ticket()
    answer(ticket, written(), at=NOON, by="usr_sam")
    refuses_without_a_trace(AnotherAnswerSent, lambda: answer(ticket, written("Other."), at=NOON, by="usr_sam"))


@pytest.mark.parametrize(
    ("address", "text", "refused"),
    [("a@b.example", "Hello", False), ("a@b.example", "Hi", True), ("c@d.example", "Hello", True)],
)
def test_a_first_word_that_comes_back_changed_is_refused(address, text, refused):
    who = {"at": NOON, "by": "usr_sam"}
    first = write(Addressee("a@b.example", "A", "en"), "Hello", written("Hello"), **who)
    to = Addressee(address, "A", "en")
    if refused:
        refuses_without_a_trace(AnotherAnswerSent, lambda: write(to, "Hello", written(text), **who))
    else:
        assert write(to, "Hello", written(text), **who) == first


# --- what an answer tells of other people ---------------------------------------------------------------------------


def quoted(ticket: Ticket, letters) -> tuple[list[str], list[str]]:
    """Return the lines that the preview quotes, and those that the letter does."""
    shown, _secrets = previewed(ticket, written(), masked="…")
    sent = Letter.objects.get(ref=answer(ticket, written(), at=NOON, by="usr_sam").letter)
    return shown.get("quoted", {}).get("lines", []), sent.context.get("quoted", {}).get("lines", [])


@pytest.mark.parametrize("first", ["alice@example.com", "bob@example.com"])
def test_an_answer_in_a_merged_ticket_quotes_the_mails_of_its_own_address_only(letters, first):
    mails = {"alice@example.com": "My dog", "bob@example.com": "My secret illness"}
    tickets = {who: make_ticket(sender=who, said=said, message_id=f"<{who}>") for who, said in mails.items()}
    whole = tickets.pop(first)
    [(other, part)] = tickets.items()
    answer(part, written(token="form-0"), at=NOON, by="usr_sam")
    theirs = Letter.objects.get()
    whole = merge(part, whole, at=NOON, by="usr_sam")
    assert quoted(whole, letters) == ([mails[first]], [mails[first]])
    letter = Letter.objects.order_by("pk").last()
    assert letter.in_reply_to == f"<{first}>"
    assert not {f"<{other}>", theirs.message_id} & {*letter.references}


def test_an_answer_in_a_merged_ticket_quotes_the_last_mail_of_either_part_of_one_person(letters):
    whole = make_ticket(said="My dog", message_id="<1@x>")
    part = make_ticket(said="My cat", message_id="<2@x>")
    whole = merge(part, whole, at=NOON, by="usr_sam")
    assert quoted(whole, letters) == (["My cat"], ["My cat"])
    assert Letter.objects.get().references == ["<1@x>", "<2@x>"]


def test_what_a_colleague_wrote_into_a_ticket_is_not_quoted_to_its_address(letters):
    ticket = make_ticket(said="My dog")
    ours = Letter.objects.get(ref=answer(ticket, written(token="form-0"), at=NOON, by="usr_sam").letter)
    make_mail(sender="bob@example.com", said="My boss is mad", in_reply_to=ours.message_id)
    collect(uncollected(NOON, 100), at=NOON)
    assert quoted(ticket, letters) == (["My dog"], ["My dog"])
