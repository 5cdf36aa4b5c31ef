"""A vendor who sells and whose customers redeem, as the clients' tests need it."""

from dataclasses import dataclass

from abaca.kernel.clock import system_now
from abaca.licensing.facades.actions import settle_in
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.models import Product
from tests.licensing.makers import make_account, redeems
from tests.licensing.rehearsed_store import Store


@dataclass
class Vendor:
    store: Store
    public_key: str

    @property
    def product(self) -> str:
        return str(Product.objects.get(code="musa-accounting").uuid)

    @property
    def account(self) -> str:
        return str(settle_in(at=system_now()).account)

    def product_key(self, *, redeemed: bool = True, plan: str = "professional", **body: object) -> str:
        """Sell a product key; the feed is read, and if it is wanted somebody redeems it."""
        now = system_now()
        sold = self.store.sells(plan, at=now, **body)
        pull(at=now)
        if redeemed:
            redeems(make_account(at=now), sold, at=now)
        return sold.text


def as_typed(product_key: str) -> str:
    """Write a product key in lower case and without hyphens."""
    return product_key.replace("-", "").lower()
