"""What a whole mail asks for: the sentences together, and whether they agree."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from abaca.store.correspondence.states import WishKind

from .agreeing import Wish, weighed
from .case import NAMED, Surroundings
from .dating import latest_day
from .guessing import Guesser
from .judging import NO_OBJECT, Reading, readings
from .letters import fold, words_of
from .limiting import introduces
from .mentions import Mentions, mentions, without_keys
from .moving import is_paid
from .naming import NOTHING_NAMED, Named, Range
from .own_words import own_words, plain_subject, sentences
from .pairs import NOTHING
from .tagging import UNKNOWN, Repairs, Sentence, Token, tagged
from .tongue import VERBS, Tongue
from .tongues import TONGUES

GUESSER = Guesser(list(TONGUES.values()))
LONGEST = 20_000  # signs that are read of a mail; what is longer is no wish in one sentence
LONGEST_SUBJECT = 300
MOST_SENTENCES = 500
SHORT, TINY = 30, 12  # words
FEW = 4  # unknown words that may stand beside a subject: names
AGAINST_SENTENCE = frozenset({"if", "unless", "say", "maybe", "others", "they", "problem", "later", "thing"})
AGAINST_SUBJECT = frozenset(
    {
        "not",
        "if",
        "unless",
        "how",
        "past",
        "say",
        "maybe",
        "future",
        "others",
        "they",
        "problem",
        "later",
        "thing",
        "order",
    }
)


NUMBERED = re.compile(r"\S*\d\S*")  # such as the number of an order: its letters are of no language


@dataclass(frozen=True, slots=True)
class Understanding:
    """Hold what a mail asks for, and what it names."""

    language: str
    wishes: tuple[Wish, ...]
    mentions: Mentions
    new_address: str = ""  # where a change of e-mail is wished
    is_guess: bool = False  # nothing tells in which language it is written

    def certain(self, kind: str) -> bool:
        return any(wish.certain and wish.kind == kind for wish in self.wishes)


def understand(
    subject: str,
    text: str,
    *,
    language: str = "",
    names: Collection[str] = (),
    plans: Collection[str] = (),
    on: date | None = None,
) -> Understanding:
    """Return what a mail asks for.

    `text` is what the sender wrote; `language` is how he is known to write, and only tips the scales. `names` are
    those of the vendor's products, `plans` those of his plans: a subscription with another name is somebody else's.
    `on` is the day on which the mail came: who wants to end in a year beyond the next one is not certain. Where it is
    not known, nobody is who names a day with its year.
    """
    subject, answers = plain_subject(subject[:LONGEST_SUBJECT])
    lines = own_words(text[:LONGEST])
    body = "\n".join(lines)
    whole = body if answers else f"{subject}\n{body}"
    known = _language(whole, language if language in TONGUES else "")
    spoken = known or "en"
    sold = Range(names, plans)
    ours = sold.words

    repairs = Repairs()
    head = [] if answers or not subject else [_tagged(subject, spoken, ours, repairs)]
    written = sentences(lines)
    rest = [_tagged(sentence, spoken, ours, repairs) for sentence in written[:MOST_SENTENCES]]
    context = [_tagged(subject, spoken, ours, repairs)] if answers and subject else []
    found = _readings(head, rest, context)
    if repairs.used_up or len(written) > MOST_SENTENCES:  # nobody can say what the rest of it means
        found = [replace(reading, doubt=reading.doubt or "length") for reading in found]
    wishes = (
        weighed(found, [*head, *rest])
        or _hinted([*head, *rest])
        or (Wish(WishKind.OTHER, certain=False, sentence=_first(rest, head), rule="nothing_read"),)
    )
    wishes = tuple(_ended_later(wish, "\n".join([body, "" if answers else subject]), on) for wish in wishes)
    wishes = _about(wishes, sold, [*context, *head], rest)
    named = mentions(f"{subject}\n{body}")
    wants_address = any(wish.kind == WishKind.EMAIL_CHANGE for wish in wishes)
    return Understanding(
        spoken, wishes, named, named.addresses[-1] if wants_address and named.addresses else "", not known
    )


def _ended_later(wish: Wish, text: str, on: date | None) -> Wish:
    """Return a wish to cancel with the latest day that the mail names; an end that is years away is a doubt."""
    if wish.kind != WishKind.CANCEL:
        return wish
    latest = latest_day(text, wish.sentence, on=on)
    far = latest is not None and (on is None or latest.year > on.year + 1)
    if not (far and wish.certain):
        return replace(wish, latest=latest)
    return replace(wish, latest=latest, certain=False, rule=f"doubt_later:{wish.rule.partition(':')[2]}")


def _about(
    wishes: Sequence[Wish], sold: Range, subject: Sequence[Sentence], rest: Sequence[Sentence]
) -> tuple[Wish, ...]:
    """Return the wishes with what each is about: by its sentence, else by what its "it" means, else by the subject."""
    own: dict[str, Named] = {}  # what each sentence names, and what was named last before it
    before: dict[str, Named] = {}
    last = NOTHING_NAMED
    for sentence in [*subject, *rest]:
        text = without_keys(sentence.text)
        before.setdefault(text, last)
        named = own.setdefault(text, sold.named_in(sentence))
        last = named or last
    title = next((own[without_keys(sentence.text)] for sentence in subject), NOTHING_NAMED)

    def about(wish: Wish) -> Named:
        lacks_object = wish.rule.endswith(f"+{NO_OBJECT}")
        return own.get(wish.sentence) or (before.get(wish.sentence) if lacks_object else None) or title

    return tuple(replace(wish, about=about(wish)) for wish in wishes)


def _language(text: str, likely: str) -> str:
    """Return the language of a text; where no word is known, that in which it makes sense once mended, or nothing."""
    text = NUMBERED.sub(" ", text)
    if best := GUESSER.best(text, likely=likely, otherwise=""):
        return best
    words = [fold(word) for word in words_of(text)[:SHORT]]
    for code in [likely, *TONGUES]:
        if code and any(TONGUES[code].run(word) or TONGUES[code].correction(word) for word in words):
            return code
    return likely


def _tagged(text: str, spoken: str, names: Collection[str], repairs: Repairs) -> Sentence:
    code = GUESSER.best(text, likely=spoken)
    tongue: Tongue = TONGUES[code]
    first = [TONGUES[spoken]] if spoken != code else []
    others = first + [other for other in TONGUES.values() if other.code not in {code, spoken}]
    return tagged(text, tongue, others, names, repairs)


def _hinted(everything: Sequence[Sentence]) -> tuple[Wish, ...]:
    """Return what a mail without a wish is probably about: a product key that makes trouble."""
    for sentence in everything:
        if any(token.meaning == "key" for token in sentence.tokens):
            return (
                Wish(WishKind.LOST_KEY, certain=False, sentence=without_keys(sentence.text), rule="doubt_hint:key"),
            )
    return ()


def _first(rest: Sequence[Sentence], head: Sequence[Sentence]) -> str:
    return without_keys(next((sentence.text for sentence in [*rest, *head]), ""))


def _readings(head: Sequence[Sentence], rest: Sequence[Sentence], context: Sequence[Sentence]) -> list[Reading]:
    everything = [*head, *rest]
    named = {token.meaning for sentence in [*everything, *context] for token in sentence.tokens}
    words = sum(len(sentence.tokens) for sentence in _before_closing(rest))
    first_said = next((sentence for sentence in rest if _says_something(sentence)), None)
    found: list[Reading] = []
    meant = next(filter(None, map(_last_named, context)), "")
    answers = bool(meant)
    before: frozenset[str] = frozenset()
    introduced = False  # by somebody else's name, or "the following": these are not surely his own words
    for sentence in everything:
        is_subject = sentence in head
        around = Surroundings(
            meant=meant,
            answers=answers,
            before=before,
            others=frozenset(named),
            short=words <= SHORT,
            tiny=words <= TINY,
            first=is_subject or sentence is first_said,
        )
        for reading in readings(sentence, around):
            one = replace(reading, doubt=reading.doubt or "colon") if introduced else reading
            found.append(_doubted_subject(one, rest) if is_subject else one)
        introduced = introduced or (not is_subject and introduces(sentence))
        before = frozenset(token.meaning for token in sentence.tokens) if _says_something(sentence) else before
        own = _last_named(sentence)
        meant, answers = own or meant, answers and not own
    return found


def _last_named(sentence: Sentence) -> str:
    """Return the object that a sentence names last; a plan to which somebody goes over belongs to the upgrade."""
    named = next((token.meaning for token in reversed(sentence.tokens) if token.meaning in NAMED), "")
    if named == "news" and _is_of_stranger(sentence):
        return "thing"
    upgrades = named in {"", "name", "plan"} and any(token.family == "upgrade" for token in sentence.tokens)
    return "upgrade" if upgrades else named


def _is_of_stranger(sentence: Sentence) -> bool:
    """Tell whether a newsletter is that of an unknown name: "the newsletter of Contanet"."""
    return any(
        news.meaning == "news" and link.meaning == "link" and name.meaning == UNKNOWN and name.written[0].isupper()
        for news, link, name in zip(sentence.tokens, sentence.tokens[1:], sentence.tokens[2:], strict=False)
    )


def _doubted_subject(reading: Reading, rest: Sequence[Sentence]) -> Reading:
    """Return a wish of the subject, in doubt if the mail itself asks or tells something else.

    A subject that is a whole sentence ("Cancel my subscription") holds against unknown words, a mere noun does not.
    """
    if reading.doubt:
        return reading
    body = [token for sentence in _before_closing(rest) for token in sentence.tokens]
    said = {token.meaning for token in body}
    unknown = sum(token.meaning == UNKNOWN for token in body)
    bare = reading.how == "named" or reading.thing == NOTHING
    told_else = unknown > SHORT // 2
    if reading.thing == NOTHING:
        small = sum(token.meaning == UNKNOWN and token.written.islower() for token in body)
        told_else = unknown > FEW or small > 1  # names are written large
    against = AGAINST_SUBJECT if bare else AGAINST_SENTENCE
    if reading.kind == WishKind.NEWSLETTER_OFF and not bare:
        against -= {"problem"}  # a link that fails is a reason to write
    asks_else = bare and "confirm" not in said and _asks_for_another_thing(reading, body)
    paid = bare and "confirm" not in said and bool(said & {"invoice", "renewal", "money"}) and any(map(is_paid, rest))
    if said & against or asks_else or told_else or paid or any(sentence.asks for sentence in rest):
        return replace(reading, doubt="subject")
    return reading


def _asks_for_another_thing(reading: Reading, body: Sequence[Token]) -> bool:
    said = {token.meaning for token in body}
    deeds = {token.family for token in body} & VERBS - {reading.verb.partition(":")[0], "delete"}
    return bool(said & {"want", "ask"}) or ("please" in said and bool(deeds))


def _says_something(sentence: Sentence) -> bool:
    return any(token.meaning not in {"greet", UNKNOWN, "soft", "function", "number"} for token in sentence.tokens)


def _before_closing(rest: Sequence[Sentence]) -> list[Sentence]:
    kept: list[Sentence] = []
    for sentence in rest:
        if sentence.tokens and sentence.tokens[0].meaning == "close":
            break
        kept.append(sentence)
    return kept
