"""What an account holds, with the reasons for its dates."""

from abaca.licensing.licences.queries import licence_with, licences_of, product_with
from abaca.licensing.workflows.activation import LicenceNone
from abaca.licensing.workflows.queries import held, picture, pictures

from . import shapes
from .door import Answer, Call, call


@call("licences", method="GET")
def licences(asked: Call) -> Answer:
    """List the licences of the account."""
    account = asked.token().account
    product = product_with(asked.text("product"))
    rows = [row for row in licences_of(account.pk) if row.product_id == product.pk]
    return Answer({"licences": [shapes.licence(each) for each in pictures(rows, at=asked.at)]})


@call("licence", method="GET")
def licence(asked: Call) -> Answer:
    """Show one licence with its terms, its ledger, its keys and its devices."""
    account = asked.token().account
    product = product_with(asked.text("product"))
    row = licence_with(asked.body["licence_id"], account_id=account.pk)
    if row is None or row.product_id != product.pk:
        raise LicenceNone
    whole = held([row], at=asked.at)[0]
    body = {
        "licence": shapes.licence(picture(row, at=asked.at)),
        "terms": [shapes.term(each) for each in whole.terms],
        "entries": [shapes.entry(each) for each in whole.entries],
        "product_keys": [shapes.product_key(each) for each in whole.product_keys],
        "devices": [shapes.device(each) for each in whole.devices],
    }
    return Answer(body)
