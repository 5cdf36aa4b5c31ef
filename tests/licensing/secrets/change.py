"""What a change of the master secret must not lose: product keys that were sold before it."""

from abaca.kernel.product_keys import read
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.product_keys.queries import known, printed
from tests.conftest import NOON
from tests.licensing.rehearsed_store import Store

NEW = "a new secret for the tests of changing it 0001"


def sold(store: Store, number: int) -> list[str]:
    texts = [store.sells().text for _one in range(number)]
    pull(at=NOON)
    return texts


def found(texts: list[str]) -> list[str]:
    return [printed(key) for text in texts if (key := known(read(text)))]
