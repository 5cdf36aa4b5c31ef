"""Product keys that come from elsewhere: paid at once, asked outside, stored, told and sent exactly once."""

from datetime import timedelta

import pytest

from abaca.messaging.models import Letter
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.product_keys import jobs
from abaca.store.product_keys.actions import call_off, take
from abaca.store.product_keys.actions.errands import ListStillEmpty, NotParked, TextKnown, TextUnusable
from abaca.store.product_keys.actions.sources import AddressUnsafe, EncodingUnknown, ProgramOutside, SourceUnknown
from abaca.store.product_keys.models import Errand, ProductKey
from abaca.store.product_keys.patience import IN_HAND, MOST_TRIES, PAUSES
from abaca.store.product_keys.protocol import Failure, Key
from abaca.store.workflows.key_delivery import conclude, enter_by_hand, try_again
from abaca.store.workflows.settlement import settle
from tests.conftest import NOON
from tests.makers.generators import PROGRAM, Generator, Reply, generators_folder
from tests.makers.key_sources import ask, comes_from, fill, from_list, letters, pay, texts, told, what_is_wrong
from tests.makers.orders import happened, make_lines
from tests.makers.shop import ALICE, Buyer, Shop
from tests.makers.statements import statements_of
from tests.makers.traces import places_of, refuses_without_a_trace


@pytest.fixture(autouse=True)
def _all_is_well(db):
    yield
    assert what_is_wrong() == []


@pytest.fixture
def generator():
    running = Generator()
    running.reply = Reply(b"KEY-{n}")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def programs():
    with generators_folder() as folder:
        yield folder


# --- generators ------------------------------------------------------------------------------------------------------


def test_a_generator_is_asked_after_the_money_and_its_answer_is_told_and_sent(shop, generator):
    comes_from(kind="url", address=generator.url, query="is_user=u&is_pwd=hunter2")
    order = pay()
    assert (generator.asked, letters(order), told(order)) == ([], [("order_confirmed", [])], [])
    ask()
    assert texts(order) == ["KEY-1"]
    assert letters(order)[1:] == [("product_keys_delivered", ["KEY-1"])]
    assert told(order) == [("foreign", "KEY-1")]
    assert happened(order.ref)[-3:] == ["product_key.wanted", "invoice.issued", "product_key.generated"]
    assert [q.path for q in generator.asked] == ["/keygen?is_user=u&is_pwd=hunter2"]
    ask(NOON + timedelta(days=1))
    assert len(generator.asked) == 1
    assert places_of("hunter2", "KEY-1") == []


@pytest.mark.parametrize(
    ("one_per_seat", "calls"), [(False, [("1", "3")]), (True, [("1", "1"), ("2", "1"), ("3", "1")])]
)
def test_a_generator_is_asked_once_for_a_line_or_once_for_each_seat(shop, generator, one_per_seat, calls):
    comes_from(kind="url", address=generator.url, one_per_seat=one_per_seat)
    order = pay(seats=3)
    ask()
    assert [(q.values["RUNNING_NO"], q.values["QUANTITY"]) for q in generator.asked] == calls
    assert {q.values["PURCHASE_ID"] for q in generator.asked} == {order.number.removeprefix("MS-")}
    assert [(k.seat, k.last_seat) for k in shop.look_at(order).keys] == (
        [(1, 1), (2, 2), (3, 3)] if one_per_seat else [(1, 3)]
    )
    assert len(letters(order)) == 2  # the confirmation, and one letter for all that came


def test_the_vendors_program_is_run_for_a_paid_order(shop, programs, settings):
    settings.GENERATORS_FOLDER = str(programs)
    comes_from(kind="executable", program=PROGRAM, generator_product="lines")
    order = pay()
    ask()
    number = order.number.removeprefix("MS-")
    assert texts(order) == [f"Name: {order.customer.name}\nKey:  SAMPLE-lines-{number}-1"]
    assert told(order)[0][0] == "foreign"


def test_a_licence_file_lies_on_the_order_page_and_licensing_is_not_told(shop, programs, settings):
    settings.GENERATORS_FOLDER = str(programs)
    comes_from(kind="executable", program=PROGRAM, generator_product="file")
    order = pay()
    ask()
    [key] = shop.look_at(order).keys
    assert (key.is_file, key.file_name, key.text) == (True, "file.lic", "")
    assert (letters(order)[1:], told(order)) == ([("product_keys_delivered", [])], [])


def test_a_text_too_long_to_be_typed_is_delivered_and_licensing_is_not_told(shop, generator):
    generator.reply = Reply(b"x" * 600)
    comes_from(kind="url", address=generator.url)
    order = pay()
    ask()
    assert (letters(order)[1:], told(order)) == ([("product_keys_delivered", ["x" * 600])], [])


def test_who_asked_and_died_before_storing_is_followed_by_the_same_question(shop, generator):
    comes_from(kind="url", address=generator.url)
    order = pay()
    [errand] = take([Errand.objects.get().pk], at=NOON)  # committed; then the process is killed
    jobs._answer(errand)
    assert texts(order) == []
    ask(NOON + IN_HAND - timedelta(seconds=1))
    assert len(generator.asked) == 1
    ask(NOON + IN_HAND)
    one, two = generator.asked
    assert one.values == two.values
    assert len(texts(order)) == 1


def test_the_first_answer_counts_and_a_late_one_is_dropped(shop, generator):
    comes_from(kind="url", address=generator.url)
    order = pay()
    errand = Errand.objects.get()
    take([errand.pk], at=NOON)
    conclude({errand.pk: Key(b"FIRST")}, at=NOON, by="x")
    conclude({errand.pk: Key(b"SECOND")}, at=NOON, by="x")
    conclude({errand.pk: Failure("ERC_ERROR")}, at=NOON, by="x")
    assert (texts(order), len(letters(order)), len(told(order))) == (["FIRST"], 2, 1)


def test_what_may_be_otherwise_is_asked_again_ever_later_and_then_parked(shop, generator):
    generator.reply = Reply(b"down", status=503)
    comes_from(kind="url", address=generator.url)
    pay()
    at = NOON
    for pause in PAUSES:
        ask(at)
        errand = Errand.objects.get()
        assert (errand.state, errand.next_at, errand.message) == ("waiting", at + pause, "503 down")
        at += pause
    ask(at)
    errand = Errand.objects.get()
    assert (errand.state, errand.reason, errand.next_at) == ("parked", "refused_by_server", None)
    assert len(generator.asked) == 6


def test_a_call_that_nobody_survives_is_parked_in_the_end(shop, generator):
    comes_from(kind="url", address=generator.url)
    pay()
    errand, at = Errand.objects.get(), NOON
    for _death in range(MOST_TRIES):
        take([errand.pk], at=at)
        at += IN_HAND
    ask(at)
    errand.refresh_from_db()
    assert (errand.state, errand.reason, generator.asked) == ("parked", "lost", [])


def test_a_fault_of_ours_is_logged_and_the_errand_goes_on_later(shop, generator, monkeypatch, caplog):
    comes_from(kind="url", address=generator.url, query="is_pwd=hunter2")
    order = pay()
    monkeypatch.setitem(jobs.CALLS, "url", lambda _source, _values: 1 // 0)
    ask()
    assert (Errand.objects.get().state, Errand.objects.get().reason) == ("waiting", "broken")
    assert ("ZeroDivisionError" in caplog.text, "hunter2" in caplog.text) == (True, False)
    monkeypatch.undo()
    ask(NOON + PAUSES[0])
    assert texts(order) == ["KEY-1"]


def test_a_generator_that_comes_back_is_soon_asked_by_itself(shop, generator, clock):
    generator.reply = Reply(b"down", status=503)
    comes_from(kind="url", address=generator.url)
    order = pay()
    ask()
    generator.reply = Reply(b"UP")
    clock.travel_to(NOON + timedelta(minutes=2))
    assert texts(order) == ["UP"]


@pytest.mark.parametrize(
    ("product", "reason", "parked"),
    [
        ("exit-10", "ERC_ERROR", True),
        ("exit-11", "ERC_MEMORY", False),
        ("exit-12", "ERC_FILE_IO", False),
        ("exit-13", "ERC_BAD_ARGS", True),
        ("exit-14", "ERC_BAD_INPUT", True),
        ("exit-15", "ERC_EXPIRED", True),
        ("exit-16", "ERC_INTERNAL", False),
        ("silent", "no_output", True),
        ("killed", "signal", False),
    ],
)
def test_what_only_a_person_can_mend_is_parked_at_once(programs, settings, product, reason, parked):
    settings.GENERATORS_FOLDER = str(programs)
    Shop()
    comes_from(kind="executable", program=PROGRAM, generator_product=product)
    order = pay()
    ask()
    errand = Errand.objects.get()
    assert (errand.reason, errand.state) == (reason, "parked" if parked else "waiting")
    assert ("product_key.parked" in happened(order.ref)) == parked
    assert Letter.objects.filter(kind="product_key_parked").count() == parked


def test_the_staff_gets_one_letter_a_day_about_what_is_parked(shop, generator):
    generator.reply = Reply(b"no", status=400)
    comes_from(kind="url", address=generator.url)
    for _order in range(3):
        pay()
    ask()
    assert Errand.objects.filter(state="parked").count() == 3
    assert Letter.objects.filter(kind="product_key_parked").count() == 1


def test_a_key_that_was_sold_before_is_parked(shop, generator):
    generator.reply = Reply(b"ALWAYS THE SAME")
    comes_from(kind="url", address=generator.url)
    first, second = pay(), pay()
    ask()
    assert (texts(first), texts(second)) == (["ALWAYS THE SAME"], [])
    assert Errand.objects.get(line__order=second).reason == "sold_before"


def test_some_seats_come_and_one_is_parked_the_buyer_gets_what_there_is(shop, generator):
    comes_from(kind="url", address=generator.url, one_per_seat=True)
    order = pay(seats=3)
    errands = list(Errand.objects.all())
    take([e.pk for e in errands], at=NOON)
    conclude({errands[0].pk: Key(b"A")}, at=NOON, by="x")
    assert len(letters(order)) == 1  # more is about to come
    conclude({errands[1].pk: Failure("ERC_ERROR", "no"), errands[2].pk: Key(b"C")}, at=NOON, by="x")
    assert letters(order)[1:] == [("product_keys_delivered", ["A", "C"])]
    enter_by_hand(errands[1].ref, "B", at=NOON, by="usr_sam")
    assert letters(order)[2:] == [("product_keys_delivered", ["B"])]


# --- a person helps --------------------------------------------------------------------------------------------------


def parked(shop, generator, *, seats: int = 1):
    generator.reply = Reply(b"no", status=400)
    comes_from(kind="url", address=generator.url)
    order = pay(seats=seats)
    ask()
    generator.reply = Reply(b"KEY-{n}")
    return order, Errand.objects.get()


def test_the_generator_is_asked_again_under_the_same_numbers(shop, generator):
    order, errand = parked(shop, generator)
    try_again(errand.ref, at=NOON, by="usr_sam")
    ask()
    assert texts(order) == ["KEY-2"]
    assert generator.asked[0].values == generator.asked[1].values
    with pytest.raises(NotParked):
        try_again(errand.ref, at=NOON, by="usr_sam")


def test_trying_again_uses_the_source_that_the_plan_has_now(shop, generator):
    order, errand = parked(shop, generator, seats=2)
    comes_from(kind="list")
    refuses_without_a_trace(ListStillEmpty, lambda: try_again(errand.ref, at=NOON, by="usr_sam"))
    fill("A\nB\nC")
    try_again(errand.ref, at=NOON, by="usr_sam")
    assert (texts(order), letters(order)[1:]) == (["A", "B"], [("product_keys_delivered", ["A", "B"])])


def test_trying_again_at_a_plan_that_mints_makes_our_own_keys(shop, generator):
    order, errand = parked(shop, generator, seats=2)
    comes_from(kind="minted")
    try_again(errand.ref, at=NOON, by="usr_sam")
    assert [form for form, _text in told(order)] == ["abaca", "abaca"]


def test_an_errand_whose_plan_has_no_generator_any_more_is_parked(shop, generator):
    comes_from(kind="url", address=generator.url)
    pay()
    comes_from(kind="minted")
    ask()
    assert (Errand.objects.get().reason, generator.asked) == ("source_changed", [])


def test_a_key_entered_by_hand_is_delivered_and_written_down(shop, generator):
    order, errand = parked(shop, generator)
    for text, refusal in (("  ", TextUnusable), ("x" * 17_000, TextUnusable)):
        refuses_without_a_trace(refusal, lambda text=text: enter_by_hand(errand.ref, text, at=NOON, by="usr_sam"))
    enter_by_hand(errand.ref, " By hand \r\n 7 ", at=NOON, by="usr_sam")
    assert texts(order) == ["By hand\n 7"]
    assert happened(order.ref)[-1] == "product_key.entered"
    with pytest.raises(NotParked):
        enter_by_hand(errand.ref, "again", at=NOON, by="usr_sam")


def test_a_key_that_is_known_is_not_entered_by_hand(shop, generator):
    from_list("SOLD", "IN STOCK")
    pay()
    _order, errand = parked(shop, generator)
    for text in ("SOLD", " in stock ".upper()):
        refuses_without_a_trace(TextKnown, lambda text=text: enter_by_hand(errand.ref, text, at=NOON, by="usr_sam"))


def test_what_is_called_off_is_neither_asked_for_nor_delivered(shop, generator):
    comes_from(kind="url", address=generator.url, one_per_seat=True)
    order = pay(seats=2)
    errands = list(Errand.objects.all())
    take([errands[0].pk], at=NOON)
    assert len(call_off([order.lines.get().pk], at=NOON, by="usr_sam")) == 2
    conclude({errands[0].pk: Key(b"TOO LATE")}, at=NOON, by="x")
    ask(NOON + timedelta(days=1))
    assert (texts(order), generator.asked, shop.look_at(order).missing) == ([], [], 0)
    assert happened(order.ref)[-2:] == ["product_key.called_off"] * 2
    assert call_off([order.lines.get().pk], at=NOON, by="usr_sam") == []
    with pytest.raises(NotParked):
        enter_by_hand(errands[1].ref, "x", at=NOON, by="usr_sam")


# --- renewals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "form"), [(b"NEXT-{n}", "foreign"), (b"FOR EVER", "same")])
def test_a_renewal_uses_the_same_source_and_follows_the_key_before(shop, generator, clock, answer, form):
    generator.reply = Reply(b"FOR EVER")
    comes_from(kind="url", address=generator.url)
    sold = shop.sells(to=ALICE)
    generator.reply = Reply(answer)
    clock.travel_to("2027-03-03")
    first, second = [ProductKey.objects.get(line__order=whole.order) for whole in Buyer(ALICE).orders]
    assert (second.follows, second.form) == (first.ref, form)
    assert [len(told(whole.order)) for whole in Buyer(ALICE).orders] == [1, 0 if form == "same" else 1]
    assert [kind for kind, _keys in letters(Buyer(ALICE).orders[1].order)] == [
        "order_confirmed",
        "product_keys_delivered",
    ]
    assert sold.order.ref != second.line.order.ref


def test_a_renewal_from_a_list_takes_the_next_key(shop, clock):
    from_list("A", "B", "C")
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-03")
    assert Buyer(ALICE).product_keys == ["A", "B"]
    first, second = ProductKey.objects.order_by("pk")
    assert second.follows == first.ref


# --- choosing a source -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"kind": "magic"}, SourceUnknown),
        ({"kind": "url", "encoding": "UTF16"}, EncodingUnknown),
        ({"kind": "url"}, AddressUnsafe),
        ({"kind": "url", "address": "http://keys.example.com/"}, AddressUnsafe),
        ({"kind": "url", "address": "https://u:p@keys.example.com/"}, AddressUnsafe),
        ({"kind": "executable"}, ProgramOutside),
        ({"kind": "executable", "program": "/bin/sh"}, ProgramOutside),
        ({"kind": "executable", "program": "../bin/sh"}, ProgramOutside),
        ({"kind": "executable", "program": "a/../../sh"}, ProgramOutside),
    ],
)
def test_what_cannot_work_or_is_dangerous_is_not_chosen(shop, wish, refusal):
    refuses_without_a_trace(refusal, lambda: comes_from(**wish))


def test_the_secrets_of_an_address_stay_until_it_changes_and_are_not_told_to_another(shop, generator):
    comes_from(kind="url", address=f"{generator.url}?is_pwd=one")
    comes_from(kind="url", address=generator.url, low_stock=5)
    pay()
    ask()
    comes_from(kind="url", address=f"{generator.url}/other")
    pay()
    ask()
    assert [q.path for q in generator.asked] == ["/keygen?is_pwd=one", "/keygen/other"]


def test_a_trial_asks_with_a_sample_and_keeps_nothing(shop, generator):
    comes_from(kind="url", address=generator.url)
    before = (ProductKey.objects.count(), Errand.objects.count())
    assert jobs.try_out(plan_for_sale("professional"), at=NOON).answer == Key(b"KEY-1")
    assert generator.asked[0].values["PURCHASE_ID"] == "999999999"
    assert (ProductKey.objects.count(), Errand.objects.count()) == before
    comes_from(kind="minted")
    assert jobs.try_out(plan_for_sale("professional"), at=NOON).answer == Failure("source_changed")


def test_three_lines_for_a_generator_take_as_many_statements_as_one(shop, generator):
    comes_from(kind="url", address=generator.url)
    first, one, *three = [line.order_id for line in make_lines(5, seats=2)]
    settle([first], at=NOON, by="x")
    assert statements_of(lambda: settle([one], at=NOON, by="x")) == statements_of(
        lambda: settle(three, at=NOON, by="x")
    )
