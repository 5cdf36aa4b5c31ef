"""What is done about a wish: every doubt leads to a question or to a person, never to an act."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.correspondence.deciding import CARRIED_OUT, Decision, Promise, Reason, Sender, Step, decide
from abaca.store.correspondence.states import WishKind, WishState
from abaca.store.correspondence.words import KINDS, REASONS, STATES

PROVEN = Sender(known=True, registered=True, authenticated=True)
UNPROVEN = Sender(known=True, registered=True, authenticated=False)
ELSEWHERE = Sender(known=True, registered=False, authenticated=False)
STRANGER = Sender(known=False, registered=False, authenticated=False)

ON, OFF, OTHER = Promise("sub_on", renews=True), Promise("sub_off", renews=False), Promise("sub_other", renews=True)
CANCEL, RESUME, QUIET = WishKind.CANCEL, WishKind.RESUME, WishKind.NEWSLETTER_OFF


def decided(kind, sender, promises=(ON,), *, certain=True, beside=(), named=()):
    return decide(
        kind,
        certain=certain,
        beside=[kind, *beside],
        sender=sender,
        promises=list(promises),
        named=list(named) or None,
    )


@pytest.mark.parametrize(
    ("kind", "sender", "promises", "step", "reason", "about"),
    [
        (CANCEL, PROVEN, [ON], Step.DO, Reason.CLEAR, "sub_on"),
        (CANCEL, PROVEN, [ON, OFF], Step.DO, Reason.CLEAR, "sub_on"),
        (CANCEL, PROVEN, [ON, OTHER], Step.ASK, Reason.WHICH_ONE, ""),
        (CANCEL, PROVEN, [OFF], Step.DO, Reason.ALREADY_SO, "sub_off"),
        (CANCEL, PROVEN, [], Step.LEAVE, Reason.NOTHING_RUNS, ""),
        (CANCEL, UNPROVEN, [ON], Step.ASK, Reason.NOT_PROVEN, "sub_on"),
        (CANCEL, UNPROVEN, [OFF], Step.LEAVE, Reason.ALREADY_SO, "sub_off"),
        (CANCEL, ELSEWHERE, [ON], Step.ASK, Reason.OTHER_ADDRESS, "sub_on"),
        (CANCEL, STRANGER, [], Step.LEAVE, Reason.NOBODY_KNOWN, ""),
        (RESUME, PROVEN, [OFF], Step.DO, Reason.CLEAR, "sub_off"),
        (RESUME, PROVEN, [ON], Step.DO, Reason.ALREADY_SO, "sub_on"),
        (RESUME, UNPROVEN, [OFF], Step.ASK, Reason.NOT_PROVEN, "sub_off"),
        (QUIET, PROVEN, [], Step.DO, Reason.CLEAR, ""),
        (QUIET, UNPROVEN, [], Step.ASK, Reason.NOT_PROVEN, ""),
        (WishKind.REFUND, PROVEN, [ON], Step.LEAVE, Reason.PERSON_DECIDES, "sub_on"),
        (WishKind.UPGRADE, PROVEN, [ON, OTHER], Step.LEAVE, Reason.PERSON_DECIDES, ""),
    ],
)
def test_a_clear_wish_is_done_for_a_proven_sender_and_asked_back_of_all_others(
    kind, sender, promises, step, reason, about
):
    assert decided(kind, sender, promises) == Decision(step, reason, about)


def test_an_order_number_tells_which_subscription_is_meant():
    assert decided(CANCEL, PROVEN, [ON, OTHER], named=["sub_other"]).about == "sub_other"


@pytest.mark.parametrize("promises", [[ON], [ON, OTHER]])
def test_whoever_names_an_order_that_is_not_his_is_asked_which_he_means(promises):
    assert decided(CANCEL, PROVEN, promises, named=["sub_foreign"]) == Decision(Step.ASK, Reason.WHICH_ONE)


@pytest.mark.parametrize(
    ("promises", "plan", "step", "about"),
    [
        ([Promise("sub_a", renews=True, plan="Advanced")], "Advanced", Step.DO, "sub_a"),
        ([Promise("sub_a", renews=True, plan="Advanced")], "Professional", Step.ASK, ""),
        (
            [Promise("sub_p", renews=False, plan="Professional"), Promise("sub_a", renews=True, plan="Advanced")],
            "Professional",
            Step.DO,  # it is cancelled already, and the other one is not touched
            "sub_p",
        ),
    ],
)
def test_a_plan_that_is_named_is_the_one_that_is_meant(promises, plan, step, about):
    found = decide(CANCEL, certain=True, beside=[CANCEL], sender=PROVEN, promises=promises, named=None, plans=[plan])
    assert (found.step, found.about) == (step, about)


def test_a_plan_of_another_product_is_another_plan():
    promises = [Promise("sub_t", renews=True, plan="Professional", product="Musa Tax")]
    for product, about in [("Musa Tax", "sub_t"), ("Musa Notation", "")]:
        found = decide(
            CANCEL,
            certain=True,
            beside=[CANCEL],
            sender=PROVEN,
            promises=promises,
            products=[product],
            plans=["Professional"],
        )
        assert found.about == about


@pytest.mark.parametrize(("kind", "opposite"), [(CANCEL, RESUME), (RESUME, CANCEL), (QUIET, WishKind.NEWSLETTER_ON)])
def test_a_wish_beside_its_opposite_is_left_to_a_person(kind, opposite):
    assert decided(kind, PROVEN, beside=[opposite]).reason == Reason.CONTRADICTS


def test_an_uncertain_wish_is_left_to_a_person():
    assert decided(CANCEL, PROVEN, certain=False) == Decision(Step.LEAVE, Reason.NOT_CERTAIN, "sub_on")


senders = st.builds(Sender, known=st.booleans(), registered=st.booleans(), authenticated=st.booleans())
promised = st.lists(st.sampled_from([ON, OFF, OTHER]), unique=True)


@given(st.sampled_from(WishKind), st.booleans(), st.lists(st.sampled_from(WishKind)), senders, promised, st.booleans())
def test_nothing_is_ever_done_but_a_clear_wish_of_a_proven_sender(kind, certain, beside, sender, promises, named):
    found = decide(
        kind,
        certain=certain,
        beside=[kind, *beside],
        sender=sender,
        promises=promises,
        named=[p.ref for p in promises] if named else None,
    )
    if found.step == Step.DO:
        assert kind in CARRIED_OUT
        assert certain
        assert sender == PROVEN
        assert found.about in {"", *(p.ref for p in promises)}


def test_every_code_has_its_words():
    assert set(REASONS) == set(Reason)
    assert set(KINDS) == set(WishKind)
    assert set(STATES) == set(WishState)


@pytest.mark.parametrize(
    ("latest", "step"),
    [
        (None, Step.DO),
        (date(2027, 1, 14), Step.DO),
        (date(2027, 1, 16), Step.DO),  # people call the end its last day or the first after
        (date(2027, 1, 17), Step.LEAVE),
        (date(2028, 12, 31), Step.LEAVE),
    ],
)
def test_who_wants_to_go_on_longer_is_not_ended_early(latest, step):
    promise = Promise("S-1", renews=True, ends_on=date(2027, 1, 15))
    sender = Sender(known=True, registered=True, authenticated=True)
    decision = decide(
        WishKind.CANCEL, certain=True, beside=[WishKind.CANCEL], sender=sender, promises=[promise], latest=latest
    )
    assert decision.step == step
