"""Which verb with which object means which wish, in every language alike."""

from abaca.store.correspondence.states import WishKind as Kind

# objects; the last line are things that somebody may cancel though they are no subscription
OBJECTS = frozenset(
    [
        *("sub", "renewal", "news", "plan", "email", "invoice", "vatid", "address", "key", "cancellation", "anew"),
        *("order", "account", "money", "card", "thing"),
    ]
)
NOTHING = ""

# family of the verb -> object -> what is wished; nothing stands for a verb whose object is not named
MEANINGS: dict[str, dict[str, Kind]] = {
    "cancel": {
        "sub": Kind.CANCEL,
        "renewal": Kind.CANCEL,
        "plan": Kind.CANCEL,
        NOTHING: Kind.CANCEL,
        "news": Kind.NEWSLETTER_OFF,
        "cancellation": Kind.RESUME,
    },
    "stop": {"sub": Kind.CANCEL, "renewal": Kind.CANCEL, "news": Kind.NEWSLETTER_OFF},
    "remove": {"news": Kind.NEWSLETTER_OFF, "renewal": Kind.CANCEL, "sub": Kind.CANCEL},
    "resume": {"sub": Kind.RESUME, "renewal": Kind.RESUME, NOTHING: Kind.RESUME, "news": Kind.NEWSLETTER_ON},
    "activate": {"renewal": Kind.RESUME, "news": Kind.NEWSLETTER_ON},
    "undo": {"cancellation": Kind.RESUME},
    "unsub": {
        "news": Kind.NEWSLETTER_OFF,
        NOTHING: Kind.NEWSLETTER_OFF,
        "sub": Kind.CANCEL,
        "renewal": Kind.CANCEL,
        "plan": Kind.CANCEL,
    },
    "leave": {"news": Kind.NEWSLETTER_OFF, "sub": Kind.CANCEL, "renewal": Kind.CANCEL, "plan": Kind.CANCEL},
    "keep": {"sub": Kind.RESUME, "renewal": Kind.RESUME, "plan": Kind.RESUME, NOTHING: Kind.RESUME},
    "subscribe": {"news": Kind.NEWSLETTER_ON},
    "receive": {"news": Kind.NEWSLETTER_ON, "key": Kind.LOST_KEY},
    "upgrade": {"plan": Kind.UPGRADE, "sub": Kind.UPGRADE, NOTHING: Kind.UPGRADE},
    "change": {
        "plan": Kind.UPGRADE,
        "email": Kind.EMAIL_CHANGE,
        "invoice": Kind.INVOICE_CORRECTION,
        "vatid": Kind.INVOICE_CORRECTION,
    },
    "missing": {"invoice": Kind.INVOICE_CORRECTION, "vatid": Kind.INVOICE_CORRECTION, "key": Kind.LOST_KEY},
    "refund": {
        NOTHING: Kind.REFUND,
        "money": Kind.REFUND,
        "sub": Kind.REFUND,
        "order": Kind.REFUND,
        "invoice": Kind.REFUND,
        "renewal": Kind.REFUND,
    },
    "withdraw": {
        NOTHING: Kind.WITHDRAWAL,
        "order": Kind.WITHDRAWAL,
        "sub": Kind.WITHDRAWAL,
        "cancellation": Kind.RESUME,
    },
    "lost": {"key": Kind.LOST_KEY},
    "resend": {"key": Kind.LOST_KEY},
}
# the same behind a negation: "please do not renew my subscription"
NEGATED: dict[str, dict[str, Kind]] = {
    "renew": {
        "sub": Kind.CANCEL,
        "renewal": Kind.CANCEL,
        "plan": Kind.CANCEL,
        "anew": Kind.CANCEL,
        NOTHING: Kind.CANCEL,
    },
    "receive": {"news": Kind.NEWSLETTER_OFF, "key": Kind.LOST_KEY},
    "subscribe": {"news": Kind.NEWSLETTER_OFF},
    "keep": {"sub": Kind.CANCEL, "renewal": Kind.CANCEL, "plan": Kind.CANCEL, NOTHING: Kind.CANCEL},
    "want": {"sub": Kind.CANCEL, "renewal": Kind.CANCEL, "anew": Kind.CANCEL, "news": Kind.NEWSLETTER_OFF},
}
# what a person must look at, whatever else is said
DOUBTFUL: dict[str, dict[str, Kind]] = {
    "cancel": {
        "order": Kind.WITHDRAWAL,
        "account": Kind.CANCEL,
        "money": Kind.CANCEL,
        "card": Kind.CANCEL,
        "key": Kind.CANCEL,
        "invoice": Kind.INVOICE_CORRECTION,
        "email": Kind.NEWSLETTER_OFF,
    },
    "remove": {"plan": Kind.CANCEL, "email": Kind.NEWSLETTER_OFF, "account": Kind.CANCEL},
    "stop": {NOTHING: Kind.CANCEL, "money": Kind.CANCEL, "email": Kind.NEWSLETTER_OFF, "account": Kind.CANCEL},
    "renew": {"sub": Kind.RESUME, "renewal": Kind.RESUME, "plan": Kind.RESUME, NOTHING: Kind.RESUME},
    "resume": {"account": Kind.RESUME},
    "activate": {"sub": Kind.RESUME, "plan": Kind.RESUME, "account": Kind.RESUME},
    "unsub": {"email": Kind.NEWSLETTER_OFF},
    "leave": {NOTHING: Kind.CANCEL, "email": Kind.NEWSLETTER_OFF, "account": Kind.CANCEL},
    "undo": {NOTHING: Kind.RESUME},
    "charge": {NOTHING: Kind.CANCEL, "card": Kind.CANCEL, "money": Kind.CANCEL, "sub": Kind.CANCEL},
    "change": {"address": Kind.INVOICE_CORRECTION},
    "missing": {"address": Kind.INVOICE_CORRECTION},
    "delete": {"account": Kind.OTHER, "email": Kind.NEWSLETTER_OFF, "news": Kind.NEWSLETTER_OFF},
    "withdraw": {"renewal": Kind.WITHDRAWAL},
    "lost": {"invoice": Kind.OTHER},
    "receive": {"email": Kind.NEWSLETTER_OFF},
}
NEEDS_NEGATION = frozenset({"renew", "receive", "charge"})  # without one, these are no wish to end something
BY_ITSELF = frozenset({"missing", "lost", "receive"})  # a statement is enough: "I have lost my key"
OPPOSITES = ((Kind.CANCEL, Kind.RESUME), (Kind.NEWSLETTER_OFF, Kind.NEWSLETTER_ON))
ACTED_UPON = frozenset({Kind.CANCEL, Kind.RESUME, Kind.NEWSLETTER_OFF})


def kind_of(family: str, thing: str, *, negated: bool) -> tuple[Kind | None, bool]:
    """Return what verb and object mean, and whether so clearly that it may be certain."""
    if negated and (kind := NEGATED.get(family, {}).get(thing)):
        return kind, True
    if family in NEEDS_NEGATION and family != "receive" and not negated:
        return (DOUBTFUL["renew"].get(thing) if family == "renew" else None), False
    if kind := MEANINGS.get(family, {}).get(thing):
        return kind, True
    return DOUBTFUL.get(family, {}).get(thing), False
