"""S14, S29 to S31, S34, S35: a plain mail to customer service, from the SMTP port to the letter in the mailbox."""

import smtplib
from html import unescape

import pytest

from abaca.access.roles import Role
from abaca.dispatch.jobs import drain_all
from abaca.inbox.models import Incoming
from abaca.kernel.money import Money
from abaca.messaging.models import Letter
from abaca.store.correspondence.models import Wish
from abaca.store.journal.models import Entry
from abaca.store.payments.models import Refund
from abaca.support.tickets.models import Ticket
from tests.inbox.conftest import smtp_in  # noqa: F401 - a fixture
from tests.makers.mail import SUPPORT, multipart, signed, written
from tests.makers.shop import ALICE, BOB, CHARLIE, DORA, Buyer, card
from tests.makers.staff import at_the_desk
from tests.makers.upgrades import running
from tests.makers.visits import CARD, link_in

FROM_ALICE = "Alice Rossi <alice@example.com>"
PRICE = Money(7900, "EUR")


@pytest.fixture
def post(smtp_in, letters, clock):  # noqa: F811 - the fixture
    """Hand a raw mail in at the port, and let everything happen that follows from it."""

    def hand_in(raw: bytes, *, envelope: str = "alice@example.com", to: str = SUPPORT) -> Incoming:
        with smtplib.SMTP("127.0.0.1", smtp_in.port, timeout=60) as server:
            server.sendmail(envelope, [to], raw)
        drain_all(at=clock.now)
        return Incoming.objects.latest("id")

    return hand_in


def sent(text: str, **more: str) -> dict[str, str]:
    """Return the form of an answer with its button pressed."""
    return {"text": text, "token": f"form of {text}"[:60], "send": "yes", **more}


def words(text: str, clock, **how) -> bytes:
    return written(text, at=clock.now, sender=how.pop("sender", FROM_ALICE), **how)


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (ALICE, "Please cancel my subscription. Regards, Alice"),
        (CHARLIE, "Bonjour,\n\nje souhaite résilier mon abonnement.\n\nCharlie Petit"),
        (DORA, "Guten Tag\n\nHiermit kündige ich mein Abo.\n\nGruss, Dora Keller"),
    ],
)
def test_s29_s30_a_plain_mail_from_the_registered_address_cancels_the_renewal(shop, clock, letters, post, person, text):
    shop.sells(to=person)
    raw = signed(words(text, clock, sender=f"{person.name} <{person.email}>", message_id="<his-mail@example.com>"))

    mail = post(raw, envelope=person.email)

    assert not Buyer(person).subscription.auto_renew
    assert Buyer(person).standing == "ending"  # S28: active to the end date
    letter = letters.to(person).last
    assert dict(letter.headers)["In-Reply-To"] == "<his-mail@example.com>"
    assert "/cancel/" in letter.text  # the way back stands in the confirmation
    assert bytes(mail.raw) == raw  # the evidence
    ticket = Ticket.objects.get(entries__incoming=mail.ref)
    assert ticket.state == "closed"
    assert Entry.objects.filter(what="wish.done", facts__mail=mail.ref).count() == 1

    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 1
    assert Buyer(person).standing == "ended"


def test_s30_from_another_address_the_registered_one_is_asked(shop, clock, letters, post, client):
    number = shop.sells(to=ALICE).order.number
    raw = signed(words(f"Please cancel my subscription {number}.", clock, sender="alice@work.example"), "work.example")

    post(raw, envelope="alice@work.example")

    assert Buyer(ALICE).subscription.auto_renew
    question = letters.to(ALICE).last
    assert "alice@work.example" in question.text
    assert not Letter.objects.filter(to_address="alice@work.example", kind="wish_confirm").exists()
    path = next(line for line in question.text.split() if "/wish/" in line).partition("localhost:8000")[2]
    assert client.get(path).status_code == 200
    assert Buyer(ALICE).subscription.auto_renew  # looking changes nothing

    client.post(path, {"answer": "yes"})
    drain_all(at=clock.now)
    assert not Buyer(ALICE).subscription.auto_renew
    assert "The renewal is cancelled" in client.get(path).content.decode()
    assert Ticket.objects.get().state == "closed"  # nobody at the desk has to look after it


def test_s30_the_registered_one_answers_with_a_bare_yes(shop, clock, letters, post):
    number = shop.sells(to=ALICE).order.number
    post(
        signed(words(f"Please cancel my subscription {number}.", clock, sender="alice@work.example"), "work.example"),
        envelope="alice@work.example",
    )
    question = letters.to(ALICE).last
    quoted = "\n".join(f"> {line}" for line in question.text.splitlines())
    raw = signed(
        words(
            f"Yes, that was me. Thanks!\n\nOn Mon, Mar 2, 2026, Musa Software wrote:\n{quoted}",
            clock,
            subject=f"Re: {question.subject}",
            message_id="<yes@example.com>",
            more=[f"In-Reply-To: {question.message_id}", f"References: {question.message_id}"],
        )
    )

    reply = post(raw)

    assert not Buyer(ALICE).subscription.auto_renew
    letter = letters.to(ALICE).last
    assert letter.kind == "renewal_cancelled"
    assert dict(letter.headers)["In-Reply-To"] == "<yes@example.com>"
    assert {ticket.state for ticket in Ticket.objects.all()} == {"closed"}  # nobody at the desk has to look after it
    assert Wish.objects.get().facts["answered_by"] == reply.ref


def test_s30_who_did_not_write_says_so_with_one_click(shop, clock, letters, post, client):
    shop.sells(to=ALICE)
    post(words("Please cancel my subscription.", clock))
    assert Ticket.objects.get().state == "waiting"
    path = next(line for line in letters.to(ALICE).last.text.split() if "/wish/" in line).partition("localhost:8000")[2]
    client.post(path, {"answer": "no"})
    assert Buyer(ALICE).subscription.auto_renew
    assert Wish.objects.get().reason == "denied"
    drain_all(at=clock.now)
    assert Ticket.objects.get().state == "closed"


def test_who_is_asked_about_a_subscription_that_is_over_meanwhile_is_told_so(shop, clock, letters, post, client):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-01")
    post(words("Please cancel my subscription.", clock))
    path = next(line for line in letters.to(ALICE).last.text.split() if "/wish/" in line).partition("localhost:8000")[2]
    assert "Yes, cancel the renewal" in client.get(path).content.decode()
    Buyer(ALICE).cancels()
    clock.travel_to("2027-03-02")
    page = client.get(path).content.decode()
    assert ("This subscription has ended" in page, "Yes, cancel" in page, "stays active" in page) == (
        True,
        False,
        False,
    )


def test_s31_a_mail_counts_up_to_the_charge(shop, clock, letters, post):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    post(signed(words("Please cancel my subscription.", clock)))
    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 1
    assert Buyer(ALICE).standing == "ended"


def test_s31_what_is_confirmed_after_the_charge_counts_from_the_mail(shop, clock, letters, post, client):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:00")
    post(words("Please cancel my subscription.", clock))
    question = letters.to(ALICE).last
    clock.travel_to("2027-03-04")
    assert len(shop.charges()) == 2
    path = next(line for line in question.text.split() if "/wish/" in line).partition("localhost:8000")[2]
    page = client.get(path).content.decode()
    assert f"{PRICE} was charged after this e-mail had come" in unescape(page).replace("\xa0", " ")
    assert "stays active" not in page
    client.post(path, {"answer": "yes"})
    drain_all(at=clock.now)
    assert Buyer(ALICE).standing == "ended"
    back, cancelled = letters.to(ALICE)[-2:]
    assert (back.kind, cancelled.kind) == ("refunded", "renewal_cancelled")
    assert "It ended with the term that you paid for" in cancelled.text
    assert "2028" not in cancelled.text


def test_s31_a_charge_that_was_on_its_way_goes_back_when_its_answer_comes(shop, clock, letters, post):
    shop.sells(to=card(ALICE, "processing"))  # two hours under way
    clock.travel_to("2027-03-02T06:30")
    [attempt] = Buyer(ALICE).orders[-1].attempts
    assert attempt.state == "pending"  # it has left the house, and nobody can call it back

    post(signed(words("Please cancel my subscription.", clock)))
    assert letters.to(ALICE).last.kind == "renewal_cancelled"
    assert Refund.objects.count() == 0

    clock.travel_to("2027-03-03")
    assert [letter.kind for letter in letters.to(ALICE)][-2:] == ["order_confirmed", "refunded"]
    assert shop.charges() == [PRICE, PRICE]
    assert Refund.objects.get().amount == PRICE.amount
    assert Buyer(ALICE).standing == "ended"
    assert Wish.objects.get().facts["given_back"] == Buyer(ALICE).orders[-1].order.ref
    assert Ticket.objects.get().state == "closed"  # nobody at the desk has to look after it


def test_the_reply_to_a_notice_cancels_though_the_notice_is_quoted(shop, clock, letters, post):
    shop.sells(to=ALICE)
    clock.travel_to("2027-01-25")
    notice = letters.to(ALICE).last
    assert notice.kind == "renewal_boxed"
    quoted = "\n".join(f"> {line}" for line in notice.text.splitlines())
    raw = signed(
        words(
            f"Hi, please cancel this.\n\nOn Mon, Jan 25, 2027, Musa Software wrote:\n{quoted}",
            clock,
            subject=f"Re: {notice.subject}",
            more=[f"In-Reply-To: {notice.message_id}", f"References: {notice.message_id}"],
        )
    )
    post(raw)
    wish = Wish.objects.get(kind="cancel")
    assert (wish.state, Buyer(ALICE).subscription.auto_renew) == ("done", False)
    assert wish.sentence in "Hi, please cancel this."


def test_our_letters_are_answered_where_they_ask_for_it_and_the_answer_acts(shop, clock, letters, post):
    """Whatever address a letter leaves from, its Reply-To is the mailbox that this house reads."""
    shop.sells(to=ALICE)
    clock.travel_to("2027-01-25")
    notice = letters.to(ALICE).last
    asks = dict(notice.headers)["Reply-To"]
    assert asks == SUPPORT
    post(signed(words("Please cancel my subscription.", clock, to=asks)), to=asks)
    assert not Buyer(ALICE).subscription.auto_renew


def test_a_reply_to_moves_no_letter_of_ours_to_another_address(shop, clock, letters, post):
    """Whoever may write as Alice may yet not read her letters: both our confirmation and our answer go to her."""
    shop.sells(to=ALICE)
    more = ["Reply-To: mallory@evil.example"]
    post(signed(words("Please cancel my subscription.", clock, more=more)))
    assert not Buyer(ALICE).subscription.auto_renew
    post(signed(words("Where is the export of the books?", clock, more=more, message_id="<q@example.com>")))
    asked = Ticket.objects.get(state="new")
    at_the_desk(Role.AGENT).post(f"/console/desk/{asked.number}/answer/", sent("Under File."))
    drain_all(at=clock.now)
    assert [letter.kind for letter in letters.to(ALICE)][-3:] == ["renewal_cancelled", "mail_received", "answer"]
    assert not Letter.objects.filter(to_address__icontains="mallory").exists()


@pytest.mark.parametrize(
    "text",
    [
        "Please do NOT cancel my subscription!",
        "How can I cancel my subscription?",
        "If the bug is not fixed I will cancel my subscription.",
        "My bank cancelled my card, where do I enter the new one?",
    ],
)
def test_a_doubtful_mail_waits_for_a_person_and_tells_that_it_came(shop, clock, letters, post, text):
    shop.sells(to=ALICE)
    mail = post(signed(words(text, clock)))
    assert Buyer(ALICE).subscription.auto_renew
    ticket = Ticket.objects.get(entries__incoming=mail.ref)
    assert ticket.state == "new"
    assert str(ticket.number) in letters.to(ALICE).last.subject


def test_a_named_day_beyond_the_term_waits_for_a_person_and_one_within_it_acts(shop, clock, letters, post):
    """Who wants to go on until summer must not be ended in spring; who names the end of his term says nothing new."""
    shop.sells(to=ALICE)
    post(signed(words("Please cancel my subscription as of 30 June 2027.", clock)))
    wish = Wish.objects.get(kind="cancel")
    assert wish.state != "done"
    assert Buyer(ALICE).subscription.auto_renew
    assert Ticket.objects.get().state == "new"

    post(signed(words("Please cancel my subscription as of 1 March 2027.", clock, message_id="<sooner@example.com>")))
    assert not Buyer(ALICE).subscription.auto_renew
    assert Buyer(ALICE).standing == "ending"


FORGERIES = {
    "a body that was changed on the way": lambda raw: signed(raw).replace(b"Please resume", b"Please cancel"),
    "a sender added to the signed one": lambda raw: (
        b"From: Alice <alice@example.com>\r\n"
        + signed(raw.replace(b"alice@example.com", b"mallory@evil.example"), "evil.example")
    ),
    "signed by another domain": lambda raw: signed(raw, "evil.example"),
    "not signed at all": lambda raw: raw,
    "a domain that looks alike": lambda raw: signed(
        raw.replace(b"alice@example.com", "alice@exаmple.com".encode()), "exаmple.com"
    ),
    "the address as a name": lambda raw: signed(
        raw.replace(b"Alice Rossi <alice@example.com>", b'"alice@example.com" <mallory@evil.example>'), "evil.example"
    ),
    "an answer to another address": lambda raw: signed(
        raw.replace(b"Subject:", b"Reply-To: alice@example.com\r\nSubject:").replace(
            b"Alice Rossi <alice@example.com>", b"mallory@evil.example"
        ),
        "evil.example",
    ),
    "a stranger's word for it": lambda raw: (
        b"Authentication-Results: mx.musa.example; dkim=pass header.d=example.com\r\n" + raw
    ),
}


@pytest.mark.parametrize("how", FORGERIES)
def test_s30_a_forged_mail_never_acts(shop, clock, letters, post, how):
    shop.sells(to=ALICE)
    body = "Please resume my subscription." if how.startswith("a body") else "Please cancel my subscription."
    if how.startswith("a body"):
        Buyer(ALICE).resumes()
    post(FORGERIES[how](words(body, clock)), envelope="mallory@evil.example")
    assert Buyer(ALICE).subscription.auto_renew
    assert not Wish.objects.filter(state="done").exists()


def test_s34_a_mail_stops_the_newsletter_and_no_notice(shop, clock, letters, post):
    shop.sells(to=ALICE)
    post(signed(words("Please stop sending me your newsletter.", clock)))
    assert Wish.objects.get().state == "done"
    assert letters.to(ALICE).last.kind == "newsletter_changed"
    assert Buyer(ALICE).subscription.auto_renew

    clock.travel_to("2027-01-25")
    assert letters.to(ALICE).last.kind == "renewal_boxed"  # S32: this cannot be switched off


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Please stop the renewal reminders.", {"renewal_boxed", "card_expiry"}),  # S32
        ("Please do not send me any more mails about my expired card.", {"renewal_boxed", "card_expiry"}),  # S33
    ],
)
def test_s32_s33_no_mail_switches_off_what_has_to_be_sent(shop, clock, letters, post, text, kinds):
    shop.sells(to=card(ALICE, "ok", until=(1, 2027)))

    mail = post(signed(words(text, clock)))

    assert Buyer(ALICE).subscription.auto_renew  # nor does it cancel anything
    wish = Wish.objects.get()
    assert wish.state in {"open", "asked"}
    assert not Ticket.objects.filter(entries__incoming=mail.ref, state="closed").exists()

    clock.travel_to("2027-02-20")
    assert kinds <= {letter.kind for letter in letters.to(ALICE)}
    assert Buyer(ALICE).subscription.auto_renew


def test_s35_an_upgrade_by_mail_is_offered_by_staff_and_paid_by_its_link(shop, clock, letters, post, client):
    shop.sells(to=ALICE)
    mail = post(signed(words("I would like to upgrade from Professional to Advanced.", clock)))
    wish = Wish.objects.get(kind="upgrade")
    assert (wish.state, wish.reason) == ("open", "person_decides")
    assert wish.about == Buyer(ALICE).subscription.ref
    ticket = Ticket.objects.get(entries__incoming=mail.ref)
    assert ticket.state == "new"

    clock.travel_to("2026-03-02T15:00")
    desk = at_the_desk(Role.AGENT)
    way = f"/console/desk/{ticket.number}/do/upgrade/"
    assert way in desk.get("/console/desk/").content.decode()
    desk.post(desk.get(way)["Location"])  # the page says what it costs; its button sends the offer
    drain_all(at=clock.now)
    assert letters.to(ALICE).last.kind == "upgrade_offer"
    wish.refresh_from_db()
    assert wish.state == "done"

    path = link_in(letters, ALICE.email, "pay")
    assert "80.01" in client.get(path).content.decode()  # less what is left of Professional
    client.post(path, CARD)
    drain_all(at=clock.now)
    assert running(ALICE).plan.code == "advanced"
    assert shop.charges() == [PRICE, Money(8001, "EUR")]


def test_s14_a_question_is_answered_at_the_desk_asked_again_and_closed(shop, clock, letters, post):
    shop.sells(to=ALICE)
    post(signed(words("Where is the export of the books?", clock, message_id="<q1@example.com>")))
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.number in letters.to(ALICE).last.subject) == ("new", True)

    clock.travel_to("2026-03-02T15:00")
    desk = at_the_desk(Role.AGENT)
    desk.post(f"/console/desk/{ticket.number}/answer/", sent("Dear Alice, it is under File."))
    drain_all(at=clock.now)
    reply = letters.to(ALICE).last
    heads = dict(reply.headers)
    assert (reply.kind, heads["In-Reply-To"], heads["Reply-To"]) == ("answer", "<q1@example.com>", SUPPORT)
    assert ("it is under File." in reply.text, "> Where is the export" in reply.text) == (True, True)

    clock.travel_to("2026-03-03T10:00")
    more = [f"In-Reply-To: {heads['Message-ID']}"]
    again = words("There is no such menu.", clock, to=heads["Reply-To"], message_id="<q2@example.com>", more=more)
    post(signed(again), to=heads["Reply-To"])
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waits_since) == ("due", clock.now)
    desk.post(f"/console/desk/{ticket.number}/answer/", sent("It is there from version 8 on.", closes="on"))
    drain_all(at=clock.now)
    ticket.refresh_from_db()
    assert (ticket.state, Ticket.objects.count()) == ("closed", 1)
    assert "from version 8 on" in letters.to(ALICE).last.text


def test_a_mail_of_a_machine_gets_no_answer_and_opens_no_ticket(shop, clock, letters, post):
    shop.sells(to=ALICE)
    before = Letter.objects.count()
    post(signed(words("I am away. Please cancel my subscription.", clock, more=["Auto-Submitted: auto-replied"])))
    assert Buyer(ALICE).subscription.auto_renew
    assert Letter.objects.count() == before
    assert not Ticket.objects.exists()


def test_a_mail_as_html_with_a_file_is_understood_too(shop, clock, letters, post):
    shop.sells(to=BOB)
    html = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Bitte <b>k&uuml;ndigen</b> Sie mein Abo.</p>"
    pdf = 'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="brief.pdf"\r\n\r\n%PDF-1.7'
    head = [
        "From: Bob Huber <bob@example.com>",
        f"To: {SUPPORT}",
        "Subject: =?utf-8?q?K=C3=BCndigung?=",
        "Message-ID: <bobs@example.com>",
        "Date: Mon, 02 Mar 2026 12:00:00 +0100",
        "MIME-Version: 1.0",
    ]
    shop.books(shop.look_at(Buyer(BOB).orders[0].order).order)
    post(signed(multipart("mixed", html, pdf, head=head)), envelope="bob@example.com")
    assert not Buyer(BOB).subscription.auto_renew
    assert Incoming.objects.get().files.get().name == "brief.pdf"


def test_one_mail_to_thirty_of_our_addresses_is_one_ticket_and_acts_once(shop, clock, letters, smtp_in):  # noqa: F811
    shop.sells(to=ALICE)
    raw = signed(words("Please cancel my subscription. When does it end?", clock))
    to = [f"support+{n}@musa.example" for n in range(30)]
    with smtplib.SMTP("127.0.0.1", smtp_in.port, timeout=60) as server:
        server.sendmail("alice@example.com", to, raw)
    drain_all(at=clock.now)

    kept = Incoming.objects.filter(envelope_to__in=to)
    assert {bytes(mail.raw) for mail in kept} == {raw}
    ticket = Ticket.objects.get()
    named = list(ticket.entries.exclude(incoming="").values_list("kind", "incoming"))
    assert sorted(ref for _kind, ref in named) == sorted(mail.ref for mail in kept)
    assert [kind for kind, _ref in named].count("mail") == 1
    assert Letter.objects.filter(kind="renewal_cancelled").count() == 1
