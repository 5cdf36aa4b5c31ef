"""What must hold in licensing at every instant: each a question whose answer is what is wrong, in sentences.

What the store has told is handed in as plain data: licensing never reads the store's tables.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from abaca.kernel.schedule import local_instant
from abaca.licensing.feed_import.documents import ISSUED
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.feed_import.queries import position
from abaca.licensing.licences.models import LedgerEntry, Licence, Term
from abaca.licensing.licences.stacking import Entry, lay
from abaca.licensing.licences.states import EntryKind
from abaca.licensing.product_keys.models import ProductKey

MOST = 20  # sentences of one kind: enough to see what is wrong
Documents = Iterable[Mapping[str, Any]]  # as the feed gives them: position, kind, body


def check_all(told: Documents | None = None) -> list[str]:
    """Return everything that is wrong, in sentences; an empty list means that all is well."""
    return [sentence for found in findings(told).values() for sentence in found]


def findings(told: Documents | None = None) -> dict[str, list[str]]:
    """Return for every invariant, by its name in words, what is wrong; without the feed its import is left out."""
    found = {_words(invariant): invariant() for invariant in INVARIANTS}
    if told is not None:
        found[_words(every_document_was_taken_in_once)] = every_document_was_taken_in_once(told)
    return found


def _words(invariant: Callable[..., list[str]]) -> str:
    return invariant.__name__.replace("_", " ")


def _told(sentence: str, sql: str, values: Sequence[Any] = ()) -> list[str]:
    """Return the sentence, filled in with each of the first rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MOST}", values)
        return [sentence.format(*row) for row in cursor.fetchall()]


def every_document_was_taken_in_once(told: Documents) -> list[str]:
    """Hold the feed against the product keys that we know: the same ones, with the same facts, and nothing waits."""
    last, keys = 0, {}
    for document in told:
        last = max(last, int(document["position"]))
        if document["kind"] == ISSUED:
            body = document["body"]
            keys[body["ref"]] = (body["product"], body["plan"], body["months"], body["order"] or "", body["seat"])
    sentences = list(islice(_differences(keys), MOST))
    if position() != last:
        sentences.append(f"The feed was read to {position()}, and its last document is {last}.")
    waiting = Waiting.objects.count()
    return [*sentences, f"{waiting} documents wait to be understood."] if waiting else sentences


def _differences(keys: dict[str, tuple[Any, ...]]) -> Iterator[str]:
    facts = ProductKey.objects.values_list("ref", "product__code", "plan__code", "months", "order_ref", "seat")
    ours = {ref: tuple(rest) for ref, *rest in facts.order_by("pk")}
    for ref, told in keys.items():
        if ref not in ours:
            yield f"The feed tells of product key {ref}, which we do not know."
        elif ours[ref] != told:
            yield f"Product key {ref} is {ours[ref]} here, and the feed says {told}."
    for ref in ours.keys() - keys.keys():
        yield f"We know product key {ref}, of which the feed tells nothing."


def a_redeemed_product_key_has_granted_its_term() -> list[str]:
    return _told(
        "Product key {} is {} and has granted {} terms.",
        """
        SELECT k.ref, k.state, count(e.id) FROM licensing_product_keys_productkey k
        LEFT JOIN licensing_licences_ledgerentry e ON e.cause = k.ref AND e.kind = 'grant'
        GROUP BY k.id HAVING count(e.id) <> (CASE WHEN k.state = 'redeemed' THEN 1 ELSE 0 END)
            OR bool_or(e.licence_id IS DISTINCT FROM k.licence_id AND e.id IS NOT NULL) ORDER BY k.id
        """,
    )


def terms_are_what_the_ledger_says() -> list[str]:
    """Lay the ledger of every licence afresh and hold it against the stored terms."""
    entries, terms = _entries(), _terms()
    wrong = (
        f"The terms of licence {ref} are {terms[pk]}, and its ledger says {laid}."
        for pk, ref, zone in Licence.objects.order_by("pk").values_list("pk", "ref", "zone")
        if (laid := _laid(entries[pk], zone)) != terms[pk]
    )
    return list(islice(wrong, MOST))


def _entries() -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in LedgerEntry.objects.order_by("licence_id", "seq"):
        plan = str(row.plan_id or "")
        facts = (row.months, row.days, row.replaces, row.extends, row.rank)
        entry = Entry(EntryKind(row.kind), row.number, row.on, plan, *facts)
        found[row.licence_id].append(entry)
    return found


def _terms() -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for t in Term.objects.order_by("licence_id", "begins", "number"):
        found[t.licence_id].append(
            (t.number, str(t.plan_id), t.begins, t.ends, t.begins_at, t.ends_at, t.anchor, t.voided)
        )
    return found


def _laid(entries: list[Entry], zone: str) -> list[tuple[Any, ...]]:
    return [
        (
            laid.number,
            laid.plan,
            laid.begins,
            laid.ends,
            local_instant(laid.begins, 0, zone),
            local_instant(laid.ends, 0, zone) if laid.ends else None,
            laid.anchor,
            laid.voided,
        )
        for laid in lay(entries)
    ]


def the_terms_of_a_licence_do_not_overlap() -> list[str]:
    return _told(
        "Term {} of licence {} begins on {}, and the one before ends on {}.",
        """
        SELECT t.number, l.ref, t.begins, t.before FROM (
            SELECT licence_id, number, begins, lag(ends, 1, begins) OVER (
                PARTITION BY licence_id ORDER BY begins, number) AS before FROM licensing_licences_term) t
        JOIN licensing_licences_licence l ON l.id = t.licence_id
        WHERE t.before IS NULL OR t.begins < t.before ORDER BY l.id
        """,
    )


def a_licence_knows_the_end_of_its_terms() -> list[str]:
    return _told(
        "Licence {} ends on {}, and its last term on {}.",
        """
        SELECT l.ref, l.ends_on, t.ends FROM licensing_licences_licence l
        LEFT JOIN LATERAL (SELECT ends, ends_at FROM licensing_licences_term WHERE licence_id = l.id
            ORDER BY begins DESC LIMIT 1) t ON true
        WHERE l.ends_on IS DISTINCT FROM t.ends OR l.ends_at IS DISTINCT FROM t.ends_at ORDER BY l.id
        """,
    )


def no_device_was_activated_above_the_limit() -> list[str]:
    """Count, at each activation, the devices then in use, against the plan of the term that then ran."""
    return _told(
        "The device that licence {} activated at {} was its number {} of {}.",
        """
        SELECT * FROM (
            SELECT l.ref, d.activated_at, (
                    SELECT count(*) FROM licensing_devices_device o WHERE o.licence_id = d.licence_id
                    AND (o.activated_at, o.id) <= (d.activated_at, d.id)
                    AND (o.deactivated_at IS NULL OR o.deactivated_at > d.activated_at)
                ) AS in_use, (
                    SELECT p.devices FROM licensing_licences_term t JOIN licensing_licences_plan p ON p.id = t.plan_id
                    WHERE t.licence_id = d.licence_id AND t.begins_at <= d.activated_at
                    ORDER BY t.begins_at DESC LIMIT 1
                ) AS most
            FROM licensing_devices_device d JOIN licensing_licences_licence l ON l.id = d.licence_id) counted
        WHERE in_use > most ORDER BY 1, 2
        """,
    )


INVARIANTS: tuple[Callable[[], list[str]], ...] = (
    a_redeemed_product_key_has_granted_its_term,
    terms_are_what_the_ledger_says,
    the_terms_of_a_licence_do_not_overlap,
    a_licence_knows_the_end_of_its_terms,
    no_device_was_activated_above_the_limit,
)
