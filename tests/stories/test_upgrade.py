"""S35 and U1 to U9: somebody wants the larger plan; nothing changes before the money is there, and then everything."""

from datetime import date

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.licensing.accounts.actions import open_account
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.workflows import invariants as licensing_invariants
from abaca.licensing.workflows.redemption import redeem
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import invariants, jobs, upgrade
from tests.makers.shop import ALICE, Buyer, Shop

ANNA = "anna@firm.example"


def redeems(text: str, email: str = ANNA):
    account = open_account(email=email, language="en", at=present(), by="a test")
    return redeem(text, account=account, at=present(), by=account.ref).licence


def all_is_well(shop: Shop) -> None:
    assert invariants.check_all(at=present()) == []
    assert licensing_invariants.check_all(shop.feed()) == []
    assert not Waiting.objects.exists()


def goes_over(person, means=None):
    old = Subscription.objects.select_related("customer", "plan__product").get(
        customer=Buyer(person).customer, state="active"
    )
    plan = plan_for_sale("advanced")
    shown = upgrade.quote(old, plan, at=present()).price.to_pay
    order = jobs.upgrade(old, plan, means or person.means(present()), shown=shown, at=present(), by=old.customer.ref)
    drain_all(at=present())
    return order


def test_s35_the_activated_program_sees_advanced_without_a_new_key(shop, clock, letters):
    bought = shop.sells(to=ALICE)
    licence = redeems(bought.keys[0].text)
    clock.travel_to("2026-11-18")

    order = goes_over(ALICE)
    assert (order.state, order.net, order.gross) == ("paid", 15900 - 2251, 13649)
    assert [(t.plan.code, t.begins, t.ends) for t in licence.terms.all()] == [
        ("professional", date(2026, 3, 2), date(2026, 11, 18)),
        ("advanced", date(2026, 11, 18), date(2027, 11, 18)),
    ]
    all_is_well(shop)
