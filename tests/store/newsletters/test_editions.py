"""A newsletter is written, tried, sent once to each, and stopped."""

from datetime import timedelta

import pytest

from abaca.kernel.states import WrongMove
from abaca.messaging.models import AddressMark, Letter
from abaca.messaging.states import LetterState
from abaca.store.journal.models import Entry
from abaca.store.newsletters.actions import (
    NobodyToWriteTo,
    NotADraft,
    TextMissing,
    Words,
    object_to,
    start,
    stop,
    trial,
    write,
    write_letters,
)
from abaca.store.newsletters.actions.editions import NothingWaits, SubjectTooLong
from abaca.store.newsletters.choosing import Choice
from abaca.store.newsletters.models import Edition, Recipient
from abaca.store.newsletters.paragraphs import LinkUnclear
from abaca.store.newsletters.queries import (
    EditionUnknown,
    due_recipients,
    edition_with,
    figures_of,
    next_recipient,
    picked,
)
from abaca.store.newsletters.states import Source
from tests.conftest import NOON
from tests.makers.newsletters import ALL, TEXT, make_edition, says_yes
from tests.makers.orders import make_customer, make_person
from tests.makers.shop import ALICE, BOB, CHARLIE, Buyer, Shop
from tests.makers.statements import statements_of

MINUTE = timedelta(minutes=1)


def readers(number: int, **facts: str):
    people = [make_customer(make_person(**facts), at=NOON) for _one in range(number)]
    for person in people:
        says_yes(person, at=NOON)
    return people


def write_all(at=NOON):
    write_letters(due_recipients(at, 100), at=at, by="the house")


def states(edition: Edition) -> list[tuple[str, str]]:
    return sorted(edition.recipients.values_list("state", "against"))


@pytest.mark.parametrize(
    ("texts", "refusal", "field"),
    [
        ({}, TextMissing, "subject_en"),
        ({"en": Words("", "")}, TextMissing, "subject_en"),
        ({"en": Words("Subject", " ")}, TextMissing, "body_en"),
        ({"en": TEXT, "de": Words("", "Text")}, TextMissing, "subject_de"),
        ({"de": TEXT}, TextMissing, "subject_en"),
        ({"en": Words("x" * 201, "Text")}, SubjectTooLong, "subject_en"),
        ({"en": TEXT, "fr": Words("S", "[See](x)")}, LinkUnclear, "body_fr"),
    ],
)
def test_what_is_missing_or_unclear_is_told_at_its_field_and_nothing_is_kept(db, texts, refusal, field):
    with pytest.raises(refusal) as said:
        write(None, texts, main_language="en", choice=ALL, at=NOON, by="sam")
    assert said.value.field == field
    assert not Edition.objects.exists()


def test_a_draft_is_written_anew_and_what_left_is_not(db):
    readers(1)
    edition = make_edition(at=NOON, de=Words("Neu", "Text"))
    write(edition, {"en": TEXT, "de": Words("", "")}, main_language="en", choice=ALL, at=NOON, by="sam")
    assert [text.language for text in edition_with(edition.ref).texts.all()] == ["en"]
    start(edition, at=NOON, by="sam")
    for act in (
        lambda: start(edition, at=NOON, by="sam"),
        lambda: write(edition, {"en": TEXT}, main_language="en", choice=ALL, at=NOON, by="sam"),
    ):
        with pytest.raises(NotADraft):
            act()
    with pytest.raises(EditionUnknown):
        edition_with("news_x")


def test_nobody_is_written_to_if_nobody_wants_it(db):
    make_customer(ALICE, at=NOON)
    edition = make_edition(at=NOON)
    with pytest.raises(NobodyToWriteTo):
        start(edition, at=NOON, by="sam")
    edition.refresh_from_db()
    assert edition.state == "draft"


def test_who_is_chosen_is_chosen_by_plan_country_language_and_subscription(db, letters):
    shop = Shop()
    shop.sells(to=ALICE)
    shop.sells("advanced", to=CHARLIE)
    shop.sells(to=BOB)  # has not paid, so no subscription runs
    for person in (ALICE, BOB, CHARLIE):
        says_yes(Buyer(person).customer, at=NOON)

    def chosen(**choice) -> list[str]:
        return [customer.email.partition("@")[0] for customer in picked(Choice(**choice)).ready]

    assert chosen() == ["alice", "charlie"]
    assert chosen(only_active=False) == ["alice", "charlie", "bob"]
    assert chosen(plans=("advanced",)) == ["charlie"]
    assert chosen(only_active=False, countries=("IT", "AT")) == ["alice", "bob"]
    assert chosen(languages=("fr",)) == ["charlie"]


def test_those_left_out_are_counted_by_reason(db):
    _none, refuser, broken, angry = [make_customer(make_person(), at=NOON) for _one in range(4)]
    for person in (refuser, broken, angry, *readers(2, language="de")):
        says_yes(person, at=NOON)
    object_to(refuser, source=Source.STAFF, at=NOON, by="sam")
    AddressMark.objects.create(address=broken.email_folded, kind="bounced", since=NOON)
    AddressMark.objects.create(address=angry.email_folded, kind="complained", since=NOON)

    found = picked(ALL)
    assert len(found.ready) == 2
    assert found.left_out == {"no_basis": 1, "objected": 1, "bounced": 1, "complained": 1}
    assert found.languages == {"de": 2}


def test_each_gets_one_letter_in_his_language_or_the_main_one(db):
    [german] = readers(1, language="de")
    [french] = readers(1, language="fr")
    edition = make_edition(at=NOON, de=Words("Neues im Frühling", "Text"))
    start(edition, at=NOON, by="sam")
    write_all()
    assert {letter.whose: (letter.language, letter.context["headline"]) for letter in Letter.objects.all()} == {
        german.ref: ("de", "Neues im Frühling"),
        french.ref: ("en", "What is new in spring"),
    }
    assert {letter.urgency for letter in Letter.objects.all()} == {2}
    edition.refresh_from_db()
    assert (edition.state, edition.finished_at) == ("sent", NOON)


def test_a_batch_that_is_done_twice_writes_nobody_twice(db):
    readers(3)
    edition = make_edition(at=NOON)
    start(edition, at=NOON, by="sam")
    ids = due_recipients(NOON, 10)
    write_letters(ids[:2], at=NOON, by="the house")
    write_letters(ids[:2], at=NOON, by="the house")
    write_letters(ids, at=NOON, by="the house")
    assert Letter.objects.count() == 3
    assert edition.recipients.count() == 3


def test_it_leaves_some_each_minute(db, settings):
    settings.NEWSLETTERS_PER_MINUTE = 2
    readers(5)
    start(make_edition(at=NOON), at=NOON, by="sam")
    assert [len(due_recipients(NOON + n * MINUTE, 10)) for n in range(3)] == [2, 4, 5]
    write_all()
    assert next_recipient() == NOON + MINUTE


def test_whoever_says_no_before_his_turn_is_left_out(db, settings):
    settings.NEWSLETTERS_PER_MINUTE = 1
    first, second, third = readers(3)
    edition = make_edition(at=NOON)
    start(edition, at=NOON, by="sam")
    write_all()
    object_to(second, source=Source.ONE_CLICK, about=edition.ref, at=NOON, by=second.ref)
    AddressMark.objects.create(address=third.email_folded, kind="bounced", since=NOON)
    write_all(NOON + 2 * MINUTE)

    assert states(edition) == [("left_out", "bounced"), ("left_out", "objected"), ("written", "")]
    assert list(Letter.objects.values_list("whose", flat=True)) == [first.ref]
    edition.refresh_from_db()
    assert edition.state == "sent"


def test_a_stop_calls_off_what_waits_and_nobody_else_is_written_to(db, settings):
    settings.NEWSLETTERS_PER_MINUTE = 1
    readers(2)
    edition = make_edition(at=NOON)
    start(edition, at=NOON, by="sam")
    write_all()
    stop(edition, at=NOON, by="sam")
    assert stop(edition, at=NOON, by="sam").state == "stopped"
    assert [letter.state for letter in Letter.objects.all()] == ["called_off"]
    assert due_recipients(NOON + 5 * MINUTE, 10) == []
    write_letters([row.pk for row in Recipient.objects.all()], at=NOON, by="the house")
    assert Letter.objects.count() == 1


def test_one_that_was_handed_over_whole_can_be_stopped_while_its_letters_wait(db):
    readers(2)
    edition = start(make_edition(at=NOON), at=NOON, by="sam")
    write_all()
    edition.refresh_from_db()
    assert edition.state == "sent"
    gone = Letter.objects.first()
    Letter.objects.filter(pk=gone.pk).update(state=LetterState.SENT, sent_at=NOON)

    assert stop(edition, at=NOON, by="sam").state == "stopped"
    assert [letter.state for letter in Letter.objects.order_by("pk")] == ["sent", "called_off"]
    assert Entry.objects.get(what="newsletter.stopped").facts == {"called_off": 1}


def test_a_draft_and_what_has_left_whole_cannot_be_stopped(db):
    readers(1)
    edition = make_edition(at=NOON)
    with pytest.raises(WrongMove):
        stop(edition, at=NOON, by="sam")
    start(edition, at=NOON, by="sam")
    write_all()
    Letter.objects.update(state=LetterState.SENT, sent_at=NOON)
    with pytest.raises(NothingWaits, match="has left already"):
        stop(edition, at=NOON, by="sam")
    edition.refresh_from_db()
    assert edition.state == "sent"


def test_the_figures_tell_what_became_of_it(db):
    first, second, _third = readers(3)
    make_customer(make_person(), at=NOON)
    edition = start(make_edition(at=NOON), at=NOON, by="sam")
    write_all()
    Letter.objects.filter(whose=first.ref).update(state="sent", sent_at=NOON, bounced_at=NOON)
    object_to(second, source=Source.ONE_CLICK, about=edition.ref, at=NOON, by=second.ref)

    figures = figures_of([edition])[edition.ref]
    assert figures.waiting == 0
    assert figures.left_out == {"no_basis": 1}
    assert (figures.letters.sent, figures.letters.bounced, figures.letters.called_off) == (1, 1, 1)
    assert (figures.letters.waiting, figures.unsubscribed) == (1, 1)


def test_a_trial_goes_to_staff_alone_and_counts_nowhere(db):
    edition = make_edition(at=NOON)
    letter = trial(edition, to_address="sam@musa.example", language="fr", at=NOON, by="sam")
    assert (letter.kind, letter.language, letter.to_address) == ("newsletter_trial", "en", "sam@musa.example")
    assert figures_of([edition])[edition.ref].letters.waiting == 0
    assert Edition.objects.get().state == "draft"


def test_the_statements_of_a_batch_do_not_grow_with_it(db):
    def a_batch(number: int) -> int:
        readers(number)
        start(make_edition(Choice(only_active=False), at=NOON), at=NOON, by="sam")
        ids = due_recipients(NOON, 100)
        return statements_of(lambda: write_letters(ids, at=NOON, by="the house"))

    assert a_batch(1) == a_batch(3)


def test_the_statements_of_the_figures_do_not_grow_with_the_editions(db):
    editions = [make_edition(at=NOON) for _one in range(3)]
    assert statements_of(lambda: figures_of(editions[:1])) == statements_of(lambda: figures_of(editions)) == 3
