"""Newsletters go a way of their own where the settings name one, so that complaints about them harm no notice."""

import pytest

from abaca.inbox.queries import house
from abaca.messaging import actions
from abaca.messaging.actions import enqueue
from abaca.messaging.gateways import mailbox
from abaca.messaging.gateways.catcher import start_catcher
from abaca.messaging.jobs import seals, send
from abaca.messaging.models import AddressMark, Letter, Stream
from abaca.messaging.signing import NoKey
from abaca.messaging.states import LetterState
from abaca.operations.commands.dkim import write_keys
from tests.messaging.drafts import make_draft
from tests.messaging.test_envelopes import NOON

pytestmark = pytest.mark.django_db


def a_notice_and_a_newsletter() -> list[Letter]:
    context = make_draft().context | {"unsubscribe_url": "https://musa.example/x"}
    news = make_draft(2, to_address="bob@example.org", stream=Stream.NEWSLETTER, context=context)
    letters = enqueue([make_draft(1), news], at=NOON)
    send([letter.pk for letter in letters], at=NOON)
    return list(Letter.objects.order_by("id"))


def test_without_settings_of_their_own_newsletters_go_with_all_others(catcher, settings):
    settings.BOUNCE_ADDRESS = "bounces@musa.example"

    notice, news = a_notice_and_a_newsletter()

    assert [notice.state, news.state] == [LetterState.SENT] * 2
    assert len(catcher.arrivals()) == 2
    assert actions.return_address_of(news).startswith(f"bounces+{news.ref}-")
    assert seals(Stream.NEWSLETTER) == seals(Stream.NOTICE) == ()


def test_a_sender_of_newsletters_can_be_written_to_and_their_bounces_come_to_the_sender_of_all_letters(
    catcher, settings
):
    settings.NEWSLETTER_FROM = "Musa News <News@news.musa.example>"

    notice, news = a_notice_and_a_newsletter()

    assert actions.return_address_of(news) == actions.return_address_of(notice) == "shop@musa.example"
    for local in ("news", "news+anything", "abuse", "postmaster"):
        assert house().accepts(f"{local}@news.musa.example")
    assert not house().accepts("unsubscribe+abc@news.musa.example")  # it stops nothing: the real one is at our domain
    told = {"message_id": news.message_id, "recipient": "bob@example.org"}
    assert actions.note_bounce(**told, permanent=True, at=NOON) == news


def test_newsletters_leave_by_their_own_server(catcher, settings, tmp_path):
    other = start_catcher(tmp_path / "news")
    settings.NEWSLETTER_SMTP_HOST, settings.NEWSLETTER_SMTP_PORT = "127.0.0.1", other.port

    a_notice_and_a_newsletter()
    other.stop()

    assert [line.split()[1] for line in catcher.arrivals()] == ["alice@example.org"]
    assert [person.address for person in mailbox.people(tmp_path / "news")] == ["bob@example.org"]


def test_the_server_of_newsletters_may_be_away_and_notices_leave(catcher, settings):
    settings.NEWSLETTER_SMTP_HOST, settings.NEWSLETTER_SMTP_PORT = "127.0.0.1", 1

    notice, news = a_notice_and_a_newsletter()

    assert [notice.state, news.state] == [LetterState.SENT, LetterState.QUEUED]


def test_newsletters_come_back_to_their_own_address(catcher, settings):
    settings.BOUNCE_ADDRESS = "bounces@musa.example"
    settings.NEWSLETTER_BOUNCE_ADDRESS = "bounces@news.musa.example"
    notice, news = a_notice_and_a_newsletter()
    back = actions.return_address_of(news)

    assert actions.return_address_of(notice).endswith("@musa.example")
    assert back.endswith("@news.musa.example")
    assert house().accepts(back)
    assert house().token(back)[0] == house().token(actions.return_address_of(notice))[0] == "bounces"
    assert actions.note_bounce(token=back, permanent=True, at=NOON) == news
    assert AddressMark.objects.get().address == "bob@example.org"


def test_newsletters_are_signed_by_their_own_key_at_their_own_domain(catcher, settings, tmp_path):
    for name in ("all", "news"):
        write_keys(tmp_path / name)
    settings.DKIM_SELECTOR, settings.DKIM_KEY = "s1", (tmp_path / "all").read_text()
    settings.NEWSLETTER_FROM = "Musa News <news@news.musa.example>"
    assert {seal.place for seal in seals(Stream.NEWSLETTER)} == {seal.place for seal in seals()}

    settings.NEWSLETTER_DKIM_SELECTOR, settings.NEWSLETTER_DKIM_KEY = "n1", (tmp_path / "news").read_text()
    a_notice_and_a_newsletter()

    signed = {
        address: dict(mailbox.letters_for(settings.REHEARSAL_MAILBOX, address)[0].headers)["DKIM-Signature"]
        for address in ("alice@example.org", "bob@example.org")
    }
    assert "d=musa.example" in signed["alice@example.org"]
    assert "d=news.musa.example" in signed["bob@example.org"]
    assert "s=n1" in signed["bob@example.org"]


def test_with_a_key_that_is_none_letters_stay_as_they_are(catcher, settings):
    settings.DKIM_SELECTOR, settings.DKIM_KEY = "s1", "no key"
    letters = enqueue([make_draft()], at=NOON)
    with pytest.raises(NoKey):
        send([letter.pk for letter in letters], at=NOON)
    assert [(letter.state, letter.attempts) for letter in Letter.objects.all()] == [(LetterState.QUEUED, 0)]
