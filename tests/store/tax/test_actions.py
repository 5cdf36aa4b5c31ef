from datetime import UTC, date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.store.journal.models import Entry
from abaca.store.tax.actions import (
    Heard,
    OssOutsideTheUnion,
    RegistrationAtHome,
    RegistrationClosed,
    RegistrationCountryUnknown,
    RegistrationEndsTooEarly,
    RegistrationOverlaps,
    RegistrationRateUnknown,
    close_registration,
    hand_over,
    register,
    take,
    want_answers,
    write_answers,
)
from abaca.store.tax.models import Registration, VatCheck
from abaca.store.tax.queries import answer_for, answers_for, due, next_at, registrations, seller
from abaca.store.tax.states import VatAnswer
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
YEAR_2024 = date(2024, 1, 1)
YEAR_2026 = date(2026, 1, 1)
BY_SAM = {"at": NOON, "by": "sam"}
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def _unregistered():
    Registration.objects.all().delete()


def test_the_seller_is_known_by_one_statement_with_his_registrations():
    register("IE", "oss", begins=YEAR_2024, **BY_SAM)
    register("UK", "registration", whom="all", number=" GB980780684 ", begins=YEAR_2024, **BY_SAM)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        known = seller()
    assert len(statements) == 1
    assert known.country == "CH"
    assert [(r.country, r.scheme, r.whom, r.begins, r.ends) for r in known.registrations] == [
        ("IE", "oss", "consumers", YEAR_2024, None),
        ("GB", "registration", "all", YEAR_2024, None),
    ]
    assert [r.number for r in registrations()] == ["GB980780684", ""]
    assert [e.what for e in Entry.objects.all()] == ["tax.registered", "tax.registered"]


@pytest.mark.parametrize(
    ("country", "scheme", "refusal"),
    [
        ("QQ", "registration", RegistrationCountryUnknown),
        ("CH", "registration", RegistrationAtHome),
        ("LI", "registration", RegistrationAtHome),
        ("CH", "oss", OssOutsideTheUnion),
        ("US", "registration", RegistrationRateUnknown),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_trace(country, scheme, refusal):
    with pytest.raises(refusal):
        register(country, scheme, begins=YEAR_2024, **BY_SAM)
    assert not Registration.objects.exists()
    assert not Entry.objects.exists()


def test_a_second_registration_for_the_same_days_is_refused():
    first = register("IE", "oss", begins=YEAR_2024, **BY_SAM)
    with pytest.raises(RegistrationOverlaps):
        register("DE", "oss", begins=YEAR_2026, **BY_SAM)  # there is one one-stop shop for all of the Union
    close_registration(first.pk, ends=YEAR_2026, **BY_SAM)
    with pytest.raises(RegistrationOverlaps):
        register("IE", "oss", begins=YEAR_2026 - timedelta(days=1), **BY_SAM)
    register("DE", "oss", begins=YEAR_2026, **BY_SAM)
    register("DE", "registration", begins=YEAR_2024, **BY_SAM)


def test_a_registration_ends_once_and_after_it_began():
    row = register("IE", "oss", begins=YEAR_2024, **BY_SAM)
    with pytest.raises(RegistrationEndsTooEarly):
        close_registration(row.pk, ends=YEAR_2024, **BY_SAM)
    assert close_registration(row.pk, ends=YEAR_2026, **BY_SAM).ends == YEAR_2026
    with pytest.raises(RegistrationClosed):
        close_registration(row.pk, ends=YEAR_2026, **BY_SAM)
    assert Entry.objects.last().what == "tax.registration_closed"


# --- the registers --------------------------------------------------------------------------------------------------
PAIR = ("DE136695976", "cus_a")


def heard(check: VatCheck, answer: VatAnswer = VatAnswer.CONFIRMED) -> Heard:
    return Heard(check.pk, answer, "rehearsal", "C-1", "")


def test_a_question_is_put_once_per_id_and_customer():
    [first] = want_answers([PAIR], **BY_SAM)
    [again, other] = want_answers([PAIR, ("DE136695976", "cus_b")], at=NOON + MONTH, by="sam")
    assert again.pk == first.pk
    assert other.pk != first.pk
    assert [(e.what, e.about, e.whose) for e in Entry.objects.all()] == [
        ("vat_id.asked", "DE136695976", "cus_a"),
        ("vat_id.asked", "DE136695976", "cus_b"),
    ]


def test_a_silent_register_is_asked_by_the_timetable_until_it_answers():
    [check] = want_answers([PAIR], **BY_SAM)
    assert due(NOON, 9) == [check.pk]
    assert [taken.tries for taken in take([check.pk], at=NOON)] == [1]
    assert take([check.pk], at=NOON) == []  # somebody asks already
    assert write_answers([heard(check, VatAnswer.UNKNOWN)], **BY_SAM) == []
    assert next_at() == NOON + timedelta(minutes=5)
    assert answer_for(*PAIR, at=NOON, max_age=MONTH) is None

    later = NOON + timedelta(minutes=5)
    take([check.pk], at=later)
    [answered] = write_answers([heard(check)], at=later, by="the house")
    assert (answered.answer, answered.consultation, answered.answered_at) == ("confirmed", "C-1", later)
    assert next_at() is None
    assert Entry.objects.last().what == "vat_id.confirmed"


def test_an_answer_is_written_once_and_never_overwritten():
    [check] = want_answers([PAIR], **BY_SAM)
    assert len(write_answers([heard(check)], **BY_SAM)) == 1
    assert write_answers([heard(check, VatAnswer.REFUSED)], **BY_SAM) == []
    check.refresh_from_db()
    assert check.answer == "confirmed"


def test_silence_ends_after_sixty_days():
    [check] = want_answers([PAIR], **BY_SAM)
    end = NOON.astimezone(UTC) + timedelta(days=60)  # days of 24 hours: in April the clocks have changed
    take([check.pk], at=end)
    check.refresh_from_db()
    assert (check.next_at, check.closed_at, check.answer) == (None, end, "unknown")
    assert len(want_answers([PAIR], at=end, by="sam")) == 1  # and may be asked anew


def test_an_answer_counts_for_its_customer_and_for_a_while():
    [check] = want_answers([PAIR], **BY_SAM)
    write_answers([heard(check)], **BY_SAM)
    assert answer_for(*PAIR, at=NOON + MONTH, max_age=MONTH) == check
    assert answer_for(*PAIR, at=NOON + MONTH + timedelta(seconds=1), max_age=MONTH) is None
    assert answer_for(*PAIR, at=NOON - timedelta(seconds=1), max_age=MONTH) is None
    assert answer_for("DE136695976", "cus_b", at=NOON, max_age=MONTH) is None


def test_the_latest_answer_counts():
    [first] = want_answers([PAIR], **BY_SAM)
    write_answers([heard(first)], **BY_SAM)
    later = NOON + timedelta(days=10)
    [second] = want_answers([PAIR], at=later, by="sam")
    write_answers([heard(second, VatAnswer.REFUSED)], at=later, by="sam")
    assert answer_for(*PAIR, at=later, max_age=MONTH) == second
    assert first.answer == "unknown"  # as it was when it was put


def test_what_a_visitor_asked_counts_for_the_customer_he_became():
    [check] = want_answers([("DE136695976", "visitor")], **BY_SAM)
    write_answers([heard(check)], **BY_SAM)
    assert hand_over(check, "cus_a", **BY_SAM) == check
    assert answer_for(*PAIR, at=NOON, max_age=MONTH) == check
    assert (Entry.objects.last().what, Entry.objects.last().whose) == ("vat_id.handed_over", "cus_a")


def test_a_customer_who_is_asked_about_already_gets_no_second_question():
    [own] = want_answers([PAIR], **BY_SAM)
    [visitors] = want_answers([("DE136695976", "visitor")], **BY_SAM)
    assert hand_over(visitors, "cus_a", **BY_SAM) == own
    assert list(VatCheck.objects.filter(closed_at=None)) == [own]


def statements_for(how_many: int, tail: str) -> int:
    pairs = [("DE136695976", f"cus_{tail}{n}") for n in range(how_many)]
    with CaptureQueriesContext(connection) as statements:
        checks = want_answers(pairs, **BY_SAM)
        take([check.pk for check in checks], at=NOON)
        write_answers([heard(check) for check in checks], **BY_SAM)
        answers_for(pairs, at=NOON, max_age=MONTH)
    return len(statements)


def test_statements_do_not_grow_with_the_number_of_questions():
    assert statements_for(1, "a") == statements_for(3, "b")
