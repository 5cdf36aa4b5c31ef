"""A newsletter of the demo's past, and one that is being written."""

from datetime import datetime

from abaca.store.customers.queries import customer_with_email
from abaca.store.newsletters.actions import Words, object_to, start, write
from abaca.store.newsletters.choosing import Choice
from abaca.store.newsletters.models import Edition
from abaca.store.newsletters.states import Source

SPRING = {
    "en": Words(
        "Close the year in an afternoon",
        "The new version of Musa Accounting leads through the end of the year in nine steps.\n\n"
        "# What is new\n\n- It finds entries that have no voucher.\n- It fills in the tax return of your country.\n"
        "- It keeps the year for ten years, as the law wants it.\n\n"
        "[See the nine steps](https://musa.example/year-end)\n\nIt costs nothing more: your subscription brings it.",
    ),
    "de": Words(
        "Das Jahr an einem Nachmittag abschließen",
        "Die neue Version von Musa Accounting führt in neun Schritten durch den Jahresabschluss.\n\n"
        "# Was neu ist\n\n- Sie findet Buchungen ohne Beleg.\n- Sie füllt die Steuererklärung Ihres Landes aus.\n"
        "- Sie bewahrt das Jahr zehn Jahre lang auf, wie es das Gesetz will.\n\n"
        "[Die neun Schritte ansehen](https://musa.example/jahresabschluss)\n\n"
        "Es kostet nichts zusätzlich: Ihr Abonnement bringt es mit.",
    ),
    "fr": Words(
        "Clore l’exercice en un après-midi",
        "La nouvelle version de Musa Accounting mène à la clôture de l’exercice en neuf étapes.\n\n"
        "# Ce qui est nouveau\n\n- Elle trouve les écritures sans pièce.\n"
        "- Elle remplit la déclaration fiscale de votre pays.\n"
        "- Elle conserve l’exercice dix ans, comme la loi le veut.\n\n"
        "[Voir les neuf étapes](https://musa.example/cloture)\n\n"
        "Cela ne coûte rien de plus : votre abonnement l’apporte.",
    ),
}
SUMMER = {"en": Words("Your bank statement, read by itself", "From July on Musa Accounting reads camt.053 files.")}


def send_news(at: datetime) -> None:
    """Send a newsletter to all who agreed to it."""
    start(_written(SPRING, at), at=at, by="the house")


def say_no(email: str, at: datetime) -> None:
    """Let a reader stop it by the button of his mail program."""
    customer, edition = customer_with_email(email), Edition.objects.order_by("id").last()
    if customer and edition:
        object_to(customer, source=Source.ONE_CLICK, about=edition.ref, at=at, by=customer.ref)


def draft_news(at: datetime) -> None:
    """Leave a newsletter on the desk that somebody is still writing."""
    _written(SUMMER, at)


def _written(texts: dict[str, Words], at: datetime) -> Edition:
    return write(None, texts, main_language="en", choice=Choice(), at=at, by="the house")
