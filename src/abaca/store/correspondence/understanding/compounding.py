"""What stands behind the subscription in its sentence: what it is a part of, how it is to go on, a second order."""

from itertools import pairwise

from .case import Case
from .letters import fold
from .pairs import NEGATED
from .tagging import UNKNOWN, Token
from .tongue import VERBS

HEADS = frozenset({"program", "name", "sub", "plan", "account", "number", "order"})  # "to your accounting program"
NOUNS = frozenset({"sub", "renewal", "plan", "program", "name"})  # "my Musa subscription renewal …"
OF_OTHERS = frozenset({"email", "confirm", "thing", "news", "invoice"})
LEADS = frozenset({"link", "owner", "your", "the", "a", "at"})
MEANS_OF_PAYING = frozenset({"card", "money", "address", "device", "thing", "email", "vatid", "invoice"})
WEAK = frozenset({"link", "pron", "please", "soft", "and", "you", "not", "function"})
QUOTED_NEAR = 6
CONFIRMATION = ("confirm", "conferm", "bestat", "bevest")
HARMLESS = frozenset(
    {"i", "not", "past", "inform", "confirm", "charge", "refund", "money", "card", "receive", "delete"}
)


def is_part_of_another(case: Case) -> bool:
    """Tell whether the subscription only says which other thing is meant: "my subscription renewal reminder mails"."""
    if case.thing == "news":  # whose "Founders' Letter" is it?
        return any(token.quoted for token in case.sentence.tokens[case.thing_at + 1 : case.thing_at + 5])
    if case.thing not in {"sub", "renewal", "plan"} or case.verb.family in {"upgrade", "change"}:
        return False
    tokens = case.sentence.tokens
    behind = [token for token in tokens[case.thing_at + 1 :] if token.clause == case.verb.clause]
    if (
        case.verb.family == "remove"
        and case.thing == "sub"
        and any(token.meaning in {"link", "at", "invoice", "account"} for token in behind)
    ):
        return True  # "remove my subscription from the invoice"
    quoted = any(token.quoted for token in behind[:QUOTED_NEAR])
    return quoted or _heads_compound(behind) or _is_to_another(behind)


def _heads_compound(behind: list[Token]) -> bool:
    """Tell whether a noun follows straight: "my subscription change", "… renewal reminder"."""
    nouns = next((at for at, token in enumerate(behind) if token.meaning not in NOUNS), len(behind))
    following = behind[nouns : nouns + 1]
    if not following:
        return False
    token = following[0]
    if token.meaning == "confirm":
        return fold(token.written).startswith(CONFIRMATION)
    owned = token.written.casefold() == "s"  # "my subscription's auto login"
    deed = token.family in {"change", "upgrade"} and token.form in {"", "noun"}
    named = nouns > 0 and behind[nouns - 1].meaning == "name"  # "my subscription Musa acounting"
    strange = nouns > 0 and not named and token.meaning == UNKNOWN and token.written.islower()
    return owned or deed or token.meaning in OF_OTHERS or strange


def _is_to_another(behind: list[Token]) -> bool:
    """Tell whether it is a subscription to something that is not known: "to your blog", "for Peter"."""
    if not behind or behind[0].meaning not in {"link", "owner"} or behind[0].written.casefold() not in TO:
        return False
    phrase: list[Token] = []
    for token in behind[1:]:
        if token.family in VERBS or token.meaning in {"link", "owner", "time", "because", "please", "noneed"}:
            break
        phrase.append(token)
    if any(token.meaning in HEADS for token in phrase):
        return False
    return any(token.meaning in {UNKNOWN, "others", "thing", "email", "news"} for token in phrase)


OBJECTIONS = frozenset({"others", "they", "maybe"})
AFTER = frozenset({"after", "nach", "après", "apres", "dopo", "después", "despues", "depois", "na", "tras", "após"})
UNTIL = frozenset({"until", "till", "before", "bis", "hasta", "até", "finché", "finchè", "tot", "totdat", "jusqu"})
TO = frozenset({"to", "for", "für", "a", "ao", "à", "al", "alla", "au", "pour", "per", "para", "voor", "op", "auf"})


def tells_how(case: Case) -> bool:
    """Tell whether "do not renew" only says how: "… by card, I pay by transfer", "… automatically, ask me first"."""
    tokens = case.sentence.tokens
    behind = [token for token in tokens[case.at + 1 :] if token.clause == case.verb.clause]
    later = [token for token in tokens if token.clause > case.verb.clause]
    paid = any(token.meaning in MEANS_OF_PAYING for token in behind)
    nouns = [token for token in behind if token.meaning not in {"the", "my", "your", "a", "soft"}]
    strange = any(
        token.meaning in {"link", "at", "owner"} and following.meaning in {UNKNOWN, "thing"}
        for token, following in pairwise(nouns)
    )
    until = any(
        token.written.casefold() in UNTIL and following.meaning not in {"time", "number"}
        for token, following in pairwise(nouns)
    )
    sent = any(token.family in {"receive", "change"} or token.meaning == "invoice" for token in later)
    return paid or strange or sent or until


def orders_more(case: Case) -> bool:
    """Tell whether the sentence goes on with what may undo the wish.

    That is an order that nobody can read ("… and fribble it", "… and give it to my daughter"), another plan, or an
    objection ("… although my partner would keep it").
    """
    if case.verb.family not in {"cancel", "stop", "leave", "unsub", "remove", *NEGATED}:
        return False
    joints = case.sentence.joints
    return any(_turns(case, clause) for clause in range(case.verb.clause + 1, len(joints)))


def _turns(case: Case, clause: int) -> bool:
    joint = case.sentence.joints[clause]
    spoken = [token for token in case.sentence.tokens if token.clause == clause]
    if joint == "but" and any(token.meaning in OBJECTIONS or token.family == "keep" for token in spoken):
        return True
    harmless = HARMLESS - {"past"} if joint == "but" else HARMLESS
    if joint == "because" or any(token.family in harmless for token in spoken):
        return False
    if any(token.meaning == "plan" for token in spoken):
        return True
    said = [token for token in spoken if token.meaning not in WEAK]
    if joint == "and":
        others = any(token.meaning == "others" for token in spoken)
        return others or (bool(said) and said[0].meaning == UNKNOWN and said[0].written.islower())
    return joint == "but" and any(token.meaning == UNKNOWN and token.written.islower() for token in spoken)


def is_after_renewal(case: Case) -> bool:
    """Tell whether it is to end only after one more renewal: "after the coming renewal"."""
    for at, token in enumerate(case.sentence.tokens):
        if token.written.casefold().split(" ")[0] not in AFTER:
            continue
        near = [other for other in case.sentence.tokens[at + 1 : at + 5] if other.clause == token.clause]
        if any(other.meaning == "renewal" or other.family == "renew" for other in near):
            return True
    return False


def opposes(case: Case) -> bool:
    """Tell whether somebody opposes another thing than the renewal itself: the cancellation, a price."""
    if case.verb.meaning != "stop:me":
        return False
    return case.thing != "renewal" or case.has("price") or any(token.family == "cancel" for token in case.clause)
