"""Product keys: checking what was typed, and redeeming."""

from abaca.kernel.product_keys import diagnosis, read
from abaca.licensing.licences.models import Term
from abaca.licensing.licences.queries import product_with
from abaca.licensing.workflows import redemption
from abaca.licensing.workflows.queries import picture

from . import shapes
from .door import Answer, Call, call

LONGEST_PASTE = 4096  # what is longer than a key is diagnosed, not refused


@call("product-keys/check")
def check(asked: Call) -> Answer:
    """Say what is wrong with a product key, without looking for it."""
    return Answer({"diagnosis": diagnosis(read(asked.text("product_key", most=LONGEST_PASTE, needed=False)))})


@call("redeem")
def redeem(asked: Call) -> Answer:
    """Add the term of a product key to the licence of the account."""
    text = asked.text("product_key", most=LONGEST_PASTE)
    product = asked.text("product")
    account = asked.token().account
    redemption.reading_of(text)
    product_with(product)
    done = redemption.redeem(text, account=account, product=product, network=asked.network, at=asked.at, by=account.ref)
    term = Term.objects.select_related("plan").filter(licence=done.licence, number=done.number).first()
    body = {
        "already": done.already,
        "licence": shapes.licence(picture(done.licence, at=asked.at)),
        "term": shapes.term(term) if term else None,
    }
    return Answer(body, 200 if done.already else 201)
