"""`abaca sell`: one sale without a browser, through the same workflow as the checkout page; the answer is JSON."""

import argparse
import json

from django.utils.translation import gettext_lazy as _

from abaca.dispatch.models import Present
from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.operations import embedded_postgres
from abaca.operations.cast import Person, sell
from abaca.store.orders.models import Order
from abaca.store.workflows.queries import WholeOrder, whole_order


class InEarnest(Refusal):
    code = "no_rehearsal"
    sentence = _("This shop earns real money: nobody sells here from a terminal. Try it in a demo: make demo")
    status = 403


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", default="professional")
    parser.add_argument("--seats", type=int, default=1)
    parser.add_argument("--currency", default="EUR")
    parser.add_argument("--email", default="script@example.com")
    parser.add_argument("--name", default="A script")
    parser.add_argument("--country", default="CH")
    parser.add_argument("--card", default="4242424242424242", help="a published test number, or: wallet, transfer")
    parser.add_argument("--token", default="", help="the same word twice sells once")


def run(options: argparse.Namespace) -> int:
    """Sell once and print the order; the exit code is 1 where the shop refuses."""
    embedded_postgres.ensure_running()
    told = answer(options)
    embedded_postgres.stop()
    print(json.dumps(told, indent=2, ensure_ascii=False))
    return 1 if "error" in told else 0


def answer(options: argparse.Namespace) -> dict[str, object]:
    """Sell once and return the order, or the refusal with its code and sentence."""
    try:
        return _sale(options)
    except Refusal as refusal:
        return {"error": {"code": refusal.code, "sentence": str(refusal)}}


def _sale(options: argparse.Namespace) -> dict[str, object]:
    if not Present.objects.exists():  # only a rehearsal has a clock of its own
        raise InEarnest
    at = present()
    person = Person(
        options.name, options.email, "Via Nassa 5", "6900", "Lugano", options.country.upper(), pays=options.card
    )
    order = sell(
        person, options.plan, seats=options.seats, currency=options.currency.upper(), token=options.token, at=at
    )
    return _facts(whole_order(order, at=at))


def _facts(whole: WholeOrder) -> dict[str, object]:
    order: Order = whole.order
    return {
        "order": order.number,
        "ref": order.ref,
        "state": order.state,
        "total": {"amount": order.gross, "currency": order.currency},
        "invoice": whole.papers[0].number if whole.papers else None,
        "product_keys": [key.text for key in whole.keys],
    }
