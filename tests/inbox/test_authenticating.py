"""Who is believed to be who he says: forgers never, in none of the ways they know."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from abaca.inbox.authenticating import Code, Verdict, judge, policy_of
from abaca.inbox.gateways.suffixes import public_suffixes
from abaca.inbox.look_alikes import looks_false
from abaca.inbox.mailboxes import mailboxes_of
from abaca.inbox.organisations import suffixes_of
from abaca.inbox.ourselves import House
from abaca.inbox.reading import read
from abaca.inbox.reported import Reported, spf_reported
from abaca.inbox.signatures import Fit, Unreachable
from abaca.inbox.verdict_words import FAILURES, SENTENCES, sentence, sentences
from tests.makers.mail import SUPPORT, part, signed, world, written

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUSE = House("shop@musa.example", SUPPORT)


def organisation(domain: str) -> str:
    return public_suffixes().organisation(domain)


def verdict_on(raw: bytes, *, lookup=None, reported: Reported | None = None, at: datetime = NOON) -> Verdict:
    return judge(
        raw,
        read(raw),
        house=HOUSE,
        lookup=lookup or world().texts,
        organisation=organisation,
        reported=reported,
        at=at,
    )


def replaced(raw: bytes, old: bytes, new: bytes) -> bytes:
    assert old in raw
    return raw.replace(old, new, 1)


def test_a_mail_that_the_domain_of_its_sender_signed_is_authenticated():
    verdict = verdict_on(signed(written(at=NOON)))
    assert (verdict.authenticated, verdict.code) == (True, Code.SIGNED)
    assert verdict.facts["signer"] == verdict.facts["domain"] == "example.com"
    assert verdict.facts["policy"] == "reject"
    assert sentence(verdict.as_json()) == "Signed by example.com, which is the domain of the sender."


@pytest.mark.parametrize(
    ("sender", "signer", "authenticated"),
    [
        ("alice@example.com", "example.com", True),
        ("alice@EXAMPLE.com", "example.com", True),
        ("alice@post.example.com", "example.com", True),  # the same organisation
        ("alice@example.com", "post.example.com", True),
        ("alice@example.co.uk", "example.co.uk", True),
        ("alice@bücher.example", "bücher.example", True),
        ("Alice <alice@example.com>", "example.com", True),
        ('"Alice, of Wonderland" <alice@example.com>', "example.com", True),
        ("alice@example.com <alice@example.com>", "example.com", True),  # as some programs write
        ("=?utf-8?q?Alice_L=C3=ADddell?= <alice@example.com>", "example.com", True),
        ("alice@example.com", "example.org", False),
        ("alice@example.com", "notexample.com", False),
        ("alice@example.com", "com", False),  # a suffix that is open to everybody
        ("alice@example.co.uk", "other.co.uk", False),
        ("alice@example.co.uk", "co.uk", False),
        ("alice@alice.github.io", "mallory.github.io", False),
        ("alice@alice.github.io", "github.io", False),
    ],
)
def test_the_signer_has_to_be_the_organisation_of_the_sender(sender, signer, authenticated):
    verdict = verdict_on(signed(written(at=NOON, sender=sender), signer))
    assert verdict.authenticated is authenticated
    assert verdict.code == (Code.SIGNED if authenticated else Code.SIGNED_BY_ANOTHER)


Forged = dict[str, tuple[bytes, Code]]


def by_mallory(sender: str, **facts) -> bytes:
    return signed(written(at=NOON, sender=sender, **facts), "evil.example")


def changed_on_the_way() -> Forged:
    """Return genuine mails of Alice's that somebody has changed, or sends once more."""
    genuine = signed(written(at=NOON))
    failed, doubled = Code.SIGNATURE_FAILS, Code.DOUBLED_FIELD
    return {
        "the text was changed": (replaced(genuine, b"Please cancel", b"Please resume"), failed),
        "text was added": (genuine + b"And refund me.\r\n", failed),
        "the subject was changed": (replaced(genuine, b"My subscription", b"Cancel it all"), failed),
        "the sender was changed": (replaced(genuine, b"Alice Liddell <alice", b"Bob <bob"), failed),
        "it covers only a beginning": (
            replaced(genuine, b"DKIM-Signature: v=1;", b"DKIM-Signature: v=1; l=5;"),
            failed,
        ),
        "it does not cover the sender": (replaced(genuine, b"h=from : ", b"h=x-from : "), failed),
        "its key is unknown": (replaced(genuine, b"s=rehearsal;", b"s=other;"), failed),
        "a second subject": (b"Subject: Cancel it all\r\n" + genuine, doubled),
        "a second kind of content": (b"Content-Type: text/html\r\n" + genuine, doubled),
        "a second place to answer": (b"Reply-To: a@b.example\r\nReply-To: c@d.example\r\n" + genuine, doubled),
        "a line that ends in half": (b"X-One: a\rSubject: Cancel it all\r\n" + genuine, Code.BAD_HEAD),
        "a zero": (b"X-One: a\x00b\r\n" + genuine, Code.BAD_HEAD),
        "a line that is no field": (b"nonsense\r\n" + genuine, Code.BAD_HEAD),
        "a copy of a mail to somebody else": (signed(written(at=NOON, to="bob@example.org")), Code.NOT_TO_US),
        "a copy of an old mail": (signed(written(at=NOON - timedelta(days=8))), Code.TOO_OLD),
        "a mail of days to come": (signed(written(at=NOON + timedelta(days=3))), Code.FROM_THE_FUTURE),
    }


def under_her_name() -> Forged:
    """Return what others write under Alice's name."""
    genuine, unsigned = signed(written(at=NOON)), written(at=NOON)
    several, unclear = Code.SEVERAL_SENDERS, Code.UNCLEAR_SENDER
    report = b"Authentication-Results: mx.musa.example; dkim=pass header.d=example.com; spf=pass\r\n"
    below = replaced(genuine, b"\r\n\r\n", b"\r\nFrom: bob@example.com\r\n\r\n")
    return {
        "not signed": (unsigned, Code.NOT_SIGNED),
        "signed by another": (by_mallory("alice@example.com"), Code.SIGNED_BY_ANOTHER),
        "nonsense for a signature": (b"DKIM-Signature: nonsense\r\n" + unsigned, Code.SIGNATURE_FAILS),
        "a stranger's report": (report + unsigned, Code.NOT_SIGNED),
        "no sender": (replaced(unsigned, b"From:", b"X-From:"), Code.NO_SENDER),
        "a second sender above": (b"From: bob@example.com\r\n" + genuine, several),
        "a second sender below": (below, several),
        "a second sender in small letters": (b"from: bob@example.com\r\n" + genuine, several),
        "a second sender with a blank": (b"From : bob@example.com\r\n" + genuine, several),
        "two addresses in one field": (by_mallory("alice@example.com, mallory@evil.example"), several),
        "a group": (by_mallory("Friends: alice@example.com;"), unclear),
        "two brackets": (by_mallory("<alice@example.com> <mallory@evil.example>"), unclear),
        "brackets in brackets": (by_mallory("<alice@example.com<mallory@evil.example>>"), unclear),
        "an open comment": (by_mallory("mallory@evil.example(alice@example.com"), unclear),
        "two at signs": (by_mallory("alice@example.com@evil.example"), unclear),
        "a quoted local part": (by_mallory('"alice@example.com"@evil.example'), unclear),
        "no address": (by_mallory("Alice Liddell"), unclear),
        "an encoded address": (by_mallory("=?utf-8?q?=3Calice=40example=2Ecom=3E?="), unclear),
        "an encoded address in brackets": (by_mallory("<=?utf-8?q?alice=40example=2Ecom?=>"), unclear),
    }


def to_be_taken_for_her() -> Forged:
    """Return what is signed by its sender, who wants to be taken for Alice."""
    shown, alike = Code.OTHER_ADDRESS_SHOWN, Code.LOOK_ALIKE

    def at(domain: str) -> bytes:
        return signed(written(at=NOON, sender=f"alice@{domain}"), domain)

    return {
        "the name shows her address": (by_mallory('"alice@example.com" <mallory@evil.example>'), shown),
        "the name hides it": (by_mallory("=?utf-8?q?alice=40example=2Ecom?= <mallory@evil.example>"), shown),
        "the name shows a wide sign": (by_mallory('"alice＠example.com" <mallory@evil.example>'), shown),
        "a domain in Cyrillic letters": (at("ехамрӏе.com"), alike),
        "a domain in mixed letters": (at("exаmple.com"), alike),
        "the same as the network writes it": (at("xn--exmple-4nf.com"), alike),
    }


@pytest.mark.parametrize("forged", [changed_on_the_way, under_her_name, to_be_taken_for_her])
def test_forgers_are_never_believed(forged):
    found = {name: verdict_on(raw) for name, (raw, _code) in forged().items()}
    assert {name for name, verdict in found.items() if verdict.authenticated} == set()
    assert {name: verdict.code for name, verdict in found.items()} == {
        name: code for name, (_raw, code) in forged().items()
    }


def test_a_domain_that_looks_alike_vouches_for_itself_only():
    verdict = verdict_on(signed(written(at=NOON, sender="alice@examp1e.com"), "examp1e.com"))
    assert verdict.authenticated
    assert verdict.facts["domain"] == "examp1e.com"  # and that is nobody's registered address
    assert read(written(at=NOON, sender="alice@examp1e.com")).sender.address == "alice@examp1e.com"


def test_answers_to_another_address_are_noted():
    verdict = verdict_on(signed(written(at=NOON, more=["Reply-To: mallory@evil.example"])))
    assert verdict.authenticated  # Alice may ask for that; our answers go to her registered address all the same
    assert verdict.facts["reply_to"] == "mallory@evil.example"
    assert "Answers are asked for at another address (mallory@evil.example); ours never go there." in sentences(
        verdict.as_json()
    )
    assert "reply_to" not in verdict_on(signed(written(at=NOON, more=["Reply-To: Alice <alice@example.com>"]))).facts


def test_one_fitting_signature_among_others_is_enough():
    twice = signed(signed(written(at=NOON), "example.com"), "mailer.example")
    assert verdict_on(twice).authenticated
    broken = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=x; h=from; bh=AAAA; b=AAAA\r\n" + signed(
        written(at=NOON)
    )
    assert [s["fit"] for s in verdict_on(broken).facts["signatures"]] == ["subject_not_covered", "fits"]


def test_a_mail_may_go_through_servers_that_put_their_marks_above_it():
    raw = b"Received: from a by b; Mon, 2 Mar 2026 12:00:00 +0000\r\nX-Spam: no\r\n" + signed(written(at=NOON))
    assert verdict_on(raw).authenticated
    assert verdict_on(raw.replace(b"\r\n", b"\n")).authenticated  # as pipes hand it over
    assert verdict_on(b"From alice@example.com Mon Mar  2 12:00:00 2026\n" + raw.replace(b"\r\n", b"\n")).authenticated


@pytest.mark.parametrize(
    ("record", "fit"),
    [
        ("v=DKIM1; k=rsa; t=y; p={key}", Fit.TESTING),
        ("v=DKIM1; k=rsa; h=sha1; p={key}", Fit.UNKNOWN_KIND),
        ("v=DKIM1; k=rsa; h=sha1:sha256; p={key}", None),
        ("v=DKIM1; k=rsa; t=s; p={key}", None),
        ("k=rsa; p={key}", None),
        ("p={key}", None),
        ("v=DKIM1; p=", Fit.NO_KEY),  # withdrawn
        ("nonsense", Fit.NO_KEY),
        ("v=DKIM2; k=rsa; p={key}", Fit.NO_KEY),
        ("v=DKIM1; k=dsa; p={key}", Fit.UNKNOWN_KIND),
        ("v=DKIM1; k=ed25519; p={key}", Fit.UNKNOWN_KIND),
        ("v=DKIM1; k=rsa; p=AAAA", Fit.UNKNOWN_KIND),
        ("v=DKIM1; k=rsa; p={key}!", Fit.UNKNOWN_KIND),
        ("v=DKIM1; k=rsa; s=email; p={key}", None),
        ("v=DKIM1; k=rsa; s=tlsrpt : *; p={key}", None),
        ("v=DKIM1; k=rsa; s=tlsrpt; p={key}", Fit.UNKNOWN_KIND),  # a key for something else than mail
    ],
)
def test_what_domains_publish(record, fit):
    raw = signed(written(at=NOON))
    key = world().texts("rehearsal._domainkey.example.com")[0].rpartition("p=")[2]

    def lookup(name: str) -> list[str]:
        return [record.format(key=key)] if "_domainkey" in name else []

    verdict = verdict_on(raw, lookup=lookup)
    assert verdict.authenticated is (fit is None)
    assert verdict.facts.get("fit") == fit


def test_two_keys_under_one_name_are_none():
    raw = signed(written(at=NOON))
    texts = world().texts("rehearsal._domainkey.example.com")
    assert verdict_on(raw, lookup=lambda name: texts * 2 if "_domainkey" in name else []).facts["fit"] == Fit.NO_KEY
    assert verdict_on(raw, lookup=lambda name: ["other", *texts] if "_domainkey" in name else []).authenticated


def test_a_signature_may_expire():
    raw = replaced(signed(written(at=NOON)), b"v=1;", b"v=1; x=1772000000;")  # 25 February 2026
    assert verdict_on(raw).facts["fit"] == Fit.EXPIRED


def test_a_domain_that_does_not_answer_is_asked_again_later():
    def silent(name: str) -> list[str]:
        raise Unreachable(name)

    verdict = verdict_on(signed(written(at=NOON)), lookup=silent)
    assert (verdict.authenticated, verdict.code, verdict.may_change) == (False, Code.UNREACHABLE, True)

    def without_keys(name: str) -> list[str]:
        if "_domainkey" in name:
            raise Unreachable(name)
        return []

    assert verdict_on(signed(written(at=NOON)), lookup=without_keys).may_change
    assert not verdict_on(signed(written(at=NOON), "evil.example"), lookup=without_keys).may_change


@pytest.mark.parametrize(
    ("published", "domain", "policy"),
    [
        ({"_dmarc.example.com": ["v=DMARC1; p=reject"]}, "example.com", ("reject", False)),
        ({"_dmarc.example.com": ["v=DMARC1; p=none; adkim=s"]}, "example.com", ("none", True)),
        ({"_dmarc.example.com": ["v=DMARC1;p=quarantine;sp=reject"]}, "post.example.com", ("reject", False)),
        ({"_dmarc.example.com": ["v=DMARC1; p=quarantine"]}, "post.example.com", ("quarantine", False)),
        ({"_dmarc.example.com": ["v=spf1 -all", "v=DMARC1; p=reject"]}, "example.com", ("reject", False)),
        ({"_dmarc.example.com": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]}, "example.com", ("", False)),
        ({"_dmarc.example.com": ["v=DMARC1; p=nonsense"]}, "example.com", ("none", False)),
        ({"_dmarc.example.com": ["p=reject"]}, "example.com", ("", False)),
        ({}, "example.com", ("", False)),
    ],
)
def test_policies(published, domain, policy):
    found = policy_of(domain, organisation(domain), lambda name: published.get(name, []))
    assert (found.wish, found.strict_signature) == policy


def test_a_domain_may_ask_for_strict_signatures():
    def lookup(name: str) -> list[str]:
        return ["v=DMARC1; p=reject; adkim=s"] if name == "_dmarc.example.com" else world().texts(name)

    assert verdict_on(signed(written(at=NOON)), lookup=lookup).authenticated
    assert not verdict_on(signed(written(at=NOON), "post.example.com"), lookup=lookup).authenticated


@pytest.mark.parametrize(
    ("result", "domain", "authenticated"),
    [
        ("pass", "example.com", True),
        ("pass", "bounces.example.com", True),
        ("pass", "evil.example", False),
        ("pass", "", False),
        ("softfail", "example.com", False),
        ("fail", "example.com", False),
    ],
)
def test_what_our_own_server_reports_counts(result, domain, authenticated):
    verdict = verdict_on(written(at=NOON), reported=Reported(result, domain))
    assert verdict.authenticated is authenticated
    assert verdict.code == (Code.SENT_BY if authenticated else Code.NOT_SIGNED)


@pytest.mark.parametrize(
    ("lines", "reported"),
    [
        (["mx.musa.example; spf=pass smtp.mailfrom=example.com"], Reported("pass", "example.com")),
        (
            ["mx.musa.example; spf=pass (sender ok) smtp.mailfrom=alice@Example.com; dkim=none"],
            Reported("pass", "example.com"),
        ),
        (["mx.musa.example 1; spf=fail smtp.mailfrom=example.com"], Reported("fail", "example.com")),
        (["mx.musa.example; dkim=pass header.d=example.com"], None),
        (["mx.musa.example; none"], None),
        (["evil.example; spf=pass smtp.mailfrom=example.com"], None),
        (["mx.musa.example.evil.example; spf=pass smtp.mailfrom=example.com"], None),
        (
            [
                "mx.musa.example; spf=fail smtp.mailfrom=example.com",
                "mx.musa.example; spf=pass smtp.mailfrom=example.com",
            ],
            Reported("fail", "example.com"),  # the one below came with the mail
        ),
        (["mx.musa.example; dkim=none", "mx.musa.example; spf=pass smtp.mailfrom=example.com"], None),
        (["mx.musa.example; ((((((; spf=pass"], None),
        (["nonsense"], None),
        ([""], None),
    ],
)
def test_reports_are_taken_from_the_one_server_that_is_trusted(lines, reported):
    head = read(part("x", *(f"Authentication-Results: {line}" for line in lines), "From: a@example.com")).head
    assert spf_reported(head, "mx.musa.example") == reported
    assert spf_reported(head, "") is None


def test_every_code_has_its_sentence():
    assert {code.value for code in Code} == {*SENTENCES, "signature_fails"}
    assert {fit.value for fit in Fit} - {"fits"} == set(FAILURES)
    assert sentences({}) == ["The sender of this mail was not judged."]
    facts = {"domain": "example.com", "signer": "x.example", "shown": "a@b.example", "field": "subject"}
    told = [sentence({"code": code.value, "fit": fit.value, **facts}) for code in Code for fit in Fit]
    assert not [words for words in told if "{" in words or "?" in words]


# --- organisations, addresses, letters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("example.com", "example.com"),
        ("a.b.example.com", "example.com"),
        ("EXAMPLE.COM.", "example.com"),
        ("example.co.uk", "example.co.uk"),
        ("a.example.co.uk", "example.co.uk"),
        ("co.uk", ""),
        ("uk", ""),
        ("com", ""),
        ("", ""),
        ("a.unknown-ending", "a.unknown-ending"),
        ("b.a.unknown-ending", "a.unknown-ending"),
        ("unknown-ending", ""),
        ("www.ck", "www.ck"),  # an exception from *.ck
        ("a.www.ck", "www.ck"),
        ("a.b.ck", "a.b.ck"),
        ("b.ck", ""),
        ("bücher.de", "xn--bcher-kva.de"),
        ("a.xn--bcher-kva.de", "xn--bcher-kva.de"),
        ("食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn"),
        # what the list of 2019 does not know
        ("alice.github.io", "alice.github.io"),
        ("shop.alice.pages.dev", "alice.pages.dev"),
        ("alice.vercel.app", "alice.vercel.app"),
        ("a.workers.dev", "a.workers.dev"),
        ("a.fly.dev", "a.fly.dev"),
        ("alice.web.app", "alice.web.app"),
        (".".join(["a"] * 25), ""),
    ],
)
def test_organisations(domain, registered):
    assert organisation(domain) == registered


def test_the_list_of_suffixes_may_be_a_file_of_ones_own(tmp_path):
    own = tmp_path / "suffixes.dat"
    own.write_text("// a list\nexample\n*.wild\n!good.wild\n", encoding="utf-8")
    assert public_suffixes(str(own)).organisation("a.b.example") == "b.example"
    assert suffixes_of(["*.wild", "!good.wild"]).organisation("x.good.wild") == "good.wild"
    assert suffixes_of(["*.wild", "!good.wild"]).organisation("x.bad.wild") == "x.bad.wild"


@pytest.mark.parametrize(
    ("domain", "false"),
    [
        ("example.com", False),
        ("bücher.de", False),
        ("президент.рф", False),
        ("карта.рф", False),
        ("παράδειγμα.gr", False),
        ("例え.jp", False),
        ("カタカナかな漢字.jp", False),
        ("exаmple.com", True),  # a Cyrillic а
        ("xn--exmple-4nf.com", True),
        ("раураӏ.com", True),  # Cyrillic only, but nothing that is not Latin to the eye
        ("gοοgle.com", True),  # Greek letters
        ("xn--999999999.com", True),
    ],
)
def test_domains_that_look_false(domain, false):
    assert looks_false(domain) is false


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("a@example.com", [("", "a@example.com")]),
        ("<a@example.com>", [("", "a@example.com")]),
        ("Ann <a@example.com>, Bob <b@example.com>", [("Ann", "a@example.com"), ("Bob", "b@example.com")]),
        ('"Ann, A." <a@example.com>', [("Ann, A.", "a@example.com")]),
        ("Ann (from work) <a@example.com> (hi)", [("Ann", "a@example.com")]),
        ('"=?utf-8?q?J=C3=B6rg?=" <j@example.com>', [("Jörg", "j@example.com")]),
        (",,a@example.com,", [("", "a@example.com")]),
    ],
)
def test_addresses(field, found):
    boxes = mailboxes_of(field.encode())
    assert boxes.clear
    assert [(box.name, box.address) for box in boxes.found] == found


def test_the_date_of_a_mail_is_taken_in_any_zone():
    raw = written(at=NOON).replace(format_datetime(NOON).encode(), b"Mon, 2 Mar 2026 21:00:00 +0900 (JST)")
    assert read(raw).sent_at == NOON
