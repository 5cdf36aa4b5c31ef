"""S29, S30, S35: nobody is silenced by mails that others write under his name, or write for him."""

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.inbox.actions import receive
from abaca.inbox.models import Incoming, Source
from abaca.store.correspondence.models import Wish
from abaca.support.tickets.models import Ticket
from tests.makers.mail import SUPPORT, signed, written
from tests.makers.shop import ALICE, Buyer

FROM_ALICE = "Alice Rossi <alice@example.com>"
CANCEL = "Please cancel my subscription."


@pytest.fixture
def comes(letters, clock):
    """Let a mail come in, and everything happen that follows from it."""

    def come(raw: bytes, *, envelope: str = "mallory@evil.example") -> Incoming:
        mail = receive(raw, source=Source.SMTP, at=clock.now, envelope_from=envelope, envelope_to=SUPPORT)
        drain_all(at=clock.now)
        return Incoming.objects.get(pk=mail.pk)

    return come


def test_her_own_mail_reaches_somebody_though_a_stranger_floods_the_desk_in_her_name(shop, clock, letters, comes):
    shop.sells(to=ALICE)
    for number in range(21):
        receive(
            written(f"Spam {number}", at=clock.now, sender=FROM_ALICE, message_id=f"<{number}@evil.example>"),
            source=Source.SMTP,
            at=clock.now,
            envelope_from="mallory@evil.example",
            envelope_to=SUPPORT,
        )
    drain_all(at=clock.now)
    assert Ticket.objects.count() == 11  # and not one for each

    unsigned = comes(written(CANCEL, at=clock.now, sender=FROM_ALICE, message_id="<hers@example.com>"))
    ticket = Ticket.objects.get(entries__incoming=unsigned.ref)
    assert (unsigned.kind, unsigned.disposition["done"], ticket.state) == ("flood", False, "new")
    assert Buyer(ALICE).subscription.auto_renew  # somebody has to look first

    proven = comes(signed(written(CANCEL, at=clock.now, sender=FROM_ALICE, message_id="<signed@example.com>")))
    assert (proven.kind, proven.disposition["done"]) == ("letter", True)
    assert not Buyer(ALICE).subscription.auto_renew


def test_a_service_that_cancels_for_her_reaches_somebody(shop, clock, letters, comes):
    number = shop.sells(to=ALICE).order.number
    text = f"In the name of our customer we cancel the contract with the number {number}."
    mail = comes(signed(written(text, at=clock.now, sender="Service <no-reply@service.example>"), "service.example"))
    assert mail.kind == "machine"
    assert Ticket.objects.get(entries__incoming=mail.ref).state == "new"
    [wish] = Wish.objects.filter(incoming=mail.ref)
    assert (wish.state, wish.reason, wish.customer.email) == ("open", "machine", ALICE.email)
    assert Buyer(ALICE).subscription.auto_renew

    away = comes(written(f"Away until Monday. Re: {number}", at=clock.now, subject="Out of office"))
    assert not Ticket.objects.filter(entries__incoming=away.ref).exists()


def test_a_mail_to_another_vendor_is_no_mail_to_us(shop, clock, letters, comes):
    """Whoever has a copy of a mail that she signed may put our address above it."""
    shop.sells(to=ALICE)
    copy = signed(written(CANCEL, at=clock.now, sender=FROM_ALICE, to="service@flurbo.example"))
    comes(b"Cc: support@musa.example\r\n" + copy)
    [wish] = Wish.objects.all()
    assert (wish.state, wish.reason) == ("asked", "not_proven")
    assert Buyer(ALICE).subscription.auto_renew
