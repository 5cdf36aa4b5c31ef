"""What the doctor looks at; every finding is a sentence, and advice where something must be done."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import dns.resolver
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from dns.exception import DNSException

from abaca.dispatch.queries import present
from abaca.inbox.models import Mailbox
from abaca.inbox.queries import troubled_mailboxes
from abaca.kernel.clock import system_now
from abaca.licensing.facades.jobs import check_from_outside
from abaca.licensing.licences.queries import products
from abaca.licensing.workflows.rekeying import Left, fits, left
from abaca.messaging.gateways.provider import NoSuchProvider, Provider, is_heard
from abaca.messaging.gateways.smtp import MailServer
from abaca.messaging.jobs import seals, trouble_with, way_of
from abaca.messaging.models import Stream
from abaca.messaging.signing import NoKey, Seal

from . import embedded_postgres

SHORTEST_SECRET = 32
FORMER = "ABACA_LICENSING_OLD_MASTER_KEY_FILE"
MOST_DRIFT = timedelta(seconds=5)
SECRETS = {
    "ABACA_SECRET_KEY": settings.SECRET_KEY.removeprefix("not-configured"),
    "ABACA_STORE_MASTER_KEY": settings.STORE_MASTER_SECRET,
    "ABACA_LICENSING_MASTER_KEY": settings.LICENSING_MASTER_SECRET,
    "ABACA_MESSAGING_MASTER_KEY": settings.MESSAGING_MASTER_SECRET,
}


@dataclass(frozen=True)
class Finding:
    """What was found: well, not well, or (None) merely worth knowing."""

    well: bool | None
    subject: str
    sentence: str
    advice: str = ""


def configuration() -> list[Finding]:
    errors = [message for message in run_checks() if message.level >= ERROR]
    found = [Finding(well=False, subject="configuration", sentence=str(e.msg), advice=e.hint or "") for e in errors]
    if not errors:
        found.append(Finding(well=True, subject="configuration", sentence="Django finds no fault in the settings."))
    return [*found, _rehearsal(), *_publicity()]


def _rehearsal() -> Finding:
    if settings.REHEARSAL:
        sentence = "This is a rehearsal: no real money moves and every letter stays here."
        return Finding(None, "rehearsal", sentence, "Unset ABACA_REHEARSAL before real customers come.")
    return Finding(well=True, subject="rehearsal", sentence="Off: this shop is in earnest.")


def _publicity() -> list[Finding]:
    """Say what a shop in earnest must not show to the world."""
    found = []
    if settings.DEBUG:
        found.append(Finding(None, "debugging", "Error pages show the inside of the program.", "Unset ABACA_DEBUG."))
    if not settings.REHEARSAL and not settings.PUBLIC_URL.startswith("https://"):
        advice = "Set ABACA_PUBLIC_URL to the shop's https address."
        found.append(Finding(False, "address", f"Customers are sent to {settings.PUBLIC_URL}.", advice))
    return found


def secrets() -> list[Finding]:
    return [_secret(name, value) for name, value in SECRETS.items()]


def _secret(name: str, value: str) -> Finding:
    how = f"Put at least {SHORTEST_SECRET} random characters into a file and name it in {name}_FILE."
    if not value:
        return Finding(False, "keys", f"{name} is missing.", how)
    if len(value) < SHORTEST_SECRET:
        return Finding(False, "keys", f"{name} has only {len(value)} characters.", how)
    others = [other for other, theirs in SECRETS.items() if other != name and theirs == value]
    if others:
        return Finding(False, "keys", f"{name} and {others[0]} hold the same secret.", how)
    return Finding(well=True, subject="keys", sentence=f"{name} is there and long enough.")


def database() -> list[Finding]:
    try:
        found = _server()
        plan = _missing_migrations()
    except (DatabaseError, embedded_postgres.CannotStartServer) as reason:
        advice = "See that the server of DATABASE_URL runs and lets this user in; unset it to use the embedded one."
        return [Finding(False, "database", f"It cannot be reached: {reason}", advice)]
    if plan:
        return [*found, Finding(False, "database", f"{plan} migrations are missing.", "Run: abaca migrate")]
    return [*found, Finding(well=True, subject="database", sentence="Reachable, and every migration is applied.")]


def _server() -> list[Finding]:
    if not embedded_postgres.is_wanted():
        return [Finding(well=True, subject="database", sentence="The server that DATABASE_URL names.")]
    ran = embedded_postgres.is_running()
    embedded_postgres.ensure_running()
    how = "already running, adopted" if ran else "started for this check"
    found = [Finding(True, "database", f"The embedded server in {embedded_postgres.folder()} ({how}).")]
    if os.geteuid() == 0:
        sentence = "As root, the server runs under the system account pgserver, and the folders above it are readable."
        found.append(Finding(None, "database", sentence, "Run Abaca under an account of its own."))
    return found


def _missing_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def master_secret() -> list[Finding]:
    """Hold the master secret of licensing against what was sealed here."""
    try:
        if _missing_migrations():
            return []
        if not fits():
            sentence = "Wrong: ABACA_LICENSING_MASTER_KEY opens nothing that is kept here."
            advice = "Name the file with the right secret; after a change, the former one in"
            return [Finding(False, "master secret", sentence, f"{advice} {FORMER}.")]
        rest = left(at=present())
    except (DatabaseError, ImproperlyConfigured):
        return []  # the findings about database and keys say why
    if rest.sealed:
        sentence = f"{rest.sealed} product and signing keys are sealed with a former secret of licensing."
        advice = f"Run: abaca rekey (with that secret in {FORMER})"
        known = bool(settings.LICENSING_OLD_MASTER_SECRET)
        return [Finding(None if known else False, "master secret", sentence, advice)]
    return [Finding(True, "master secret", "It opens what licensing keeps.", _about_the_former(rest))]


def _about_the_former(rest: Left) -> str:
    if not settings.LICENSING_OLD_MASTER_SECRET:
        return ""
    if rest == Left():
        return f"Nothing needs the former one any more: unset {FORMER}."
    return f"{rest.tokens} signed-in programs and {rest.answers} kept answers still need the former one."


def mail() -> list[Finding]:
    """Tell whether those take letters to whom they are handed: a mail server, or a provider by its own interface."""
    try:
        ways = [way_of(stream) for stream in Stream]
    except NoSuchProvider as reason:
        return [Finding(False, "mail", str(reason), "Set ABACA_MAIL_PROVIDER; until then no letter leaves.")]
    found = [_way(way) for way in dict.fromkeys(ways)]
    if isinstance(ways[0], Provider) and not is_heard(ways[0]):
        sentence = f"Nobody hears {ways[0].name} tell of letters that did not arrive."
        found.append(Finding(None, "mail", sentence, "See “A provider instead of SMTP” in docs/sending.md."))
    return found


def _way(way: MailServer | Provider) -> Finding:
    trouble = trouble_with(way)
    if not trouble:
        return Finding(well=True, subject="mail", sentence=f"{way} takes letters.")
    names = "ABACA_MAIL_PROVIDER_KEY_FILE" if isinstance(way, Provider) else "ABACA_SMTP_HOST and ABACA_SMTP_PORT"
    advice = f"Set {names} and what belongs to it; letters wait until then."
    return Finding(False, "mail", f"{way} takes no letters: {trouble}", advice)


def mail_in() -> list[Finding]:
    """Tell by which doors mail comes in, and whether they are open."""
    place = (settings.MAIL_IN_ADDRESS, settings.MAIL_IN_PORT)
    found = [_mailbox(row) for row in troubled_mailboxes()]
    try:
        with socket.create_connection(place, timeout=2):
            found.append(Finding(well=True, subject="mail in", sentence=f"{place[0]}:{place[1]} takes mail."))
    except OSError:
        sentence = f"Nobody takes mail at {place[0]}:{place[1]}."
        advice = "Run `abaca mail-in`, unless mail comes by IMAP or by a pipe (docs/mail.md)."
        found.append(Finding(None, "mail in", sentence, advice))
    return found


def _mailbox(row: Mailbox) -> Finding:
    advice = "Look at ABACA_IMAP_HOST and what belongs to it; nothing is lost, the next visit goes on."
    return Finding(False, "mail in", f"The mailbox {row.name} cannot be read: {row.trouble}", advice)


def signature() -> list[Finding]:
    """Tell whether letters are signed, and whether the DNS says so; a rehearsal asks nobody."""
    try:
        keys = {key.place: key for stream in Stream for key in seals(stream)}
    except NoKey as reason:
        advice = "Make a new one with `abaca dkim make FILE`; until then no letter leaves."
        sentence = f"The file of ABACA_DKIM_KEY_FILE, or of that for newsletters, is of no use: {reason}."
        return [Finding(False, "signature", sentence, advice)]
    if not keys:
        advice = "Run `abaca dkim make FILE`, put the records into the DNS, and set what it says."
        return [] if settings.REHEARSAL else [Finding(None, "signature", "Letters leave unsigned.", advice)]
    return [_published(key) for key in keys.values()]


def _published(key: Seal) -> Finding:
    """Tell whether the public half of a key stands in the DNS."""
    try:
        said = "".join(str(text) for text in dns.resolver.resolve(key.place, "TXT", lifetime=5))
    except DNSException as reason:
        return Finding(False, "signature", f"{key.place} is not in the DNS: {reason}", "Run `abaca dkim show`.")
    if key.record.rpartition("p=")[2] not in said.replace('" "', "").replace('"', ""):
        advice = "Run `abaca dkim show FILE` and put what it prints into the DNS."
        return Finding(False, "signature", f"{key.place} holds another key than the one that signs.", advice)
    return Finding(well=True, subject="signature", sentence=f"Letters are signed; {key.place} has the key.")


def clock() -> list[Finding]:
    """Hold our clock against the database's and against the age of the program itself."""
    found = []
    now = system_now()
    if now.timestamp() < Path(__file__).stat().st_mtime - timedelta(days=1).total_seconds():
        sentence = f"It says {now:%d %B %Y}, which is before this program was installed."
        found.append(Finding(False, "clock", sentence, "Set the machine's clock, best by NTP."))
    try:
        with connection.cursor() as cursor:
            asked = system_now()
            cursor.execute("SELECT clock_timestamp()")
            told = cursor.fetchone()[0]
            # somewhere between question and answer the two agree, however long the answer took
            drift = max(asked - told, told - system_now())
        simulated = f"The shop's present is {present():%d %B %Y %H:%M} UTC." if settings.REHEARSAL else ""
    except DatabaseError:
        return [*found, Finding(None, "clock", "It could not be compared with the database's.")]
    if drift > MOST_DRIFT:
        sentence = f"It differs from the database's by {drift.total_seconds():.0f} seconds."
        return [*found, Finding(False, "clock", sentence, "Set both machines' clocks by NTP.")]
    return [*found, Finding(True, "clock", f"It agrees with the database's. {simulated}".strip())]


def programs() -> list[Finding]:
    """Ask ourselves from outside, where programs speak a protocol whose signatures a proxy can break."""
    try:
        wanted = any(product.keygen_facade for product in products())
        check = check_from_outside(settings.PUBLIC_URL) if wanted else None
    except DatabaseError:
        return [Finding(None, "programs", "The products could not be looked up.")]
    if check is None:
        return [Finding(None, "programs", "No product lets its programs speak Keygen's protocol.")]
    advice = "" if check.well else "See docs/programs.md; nothing else of the shop depends on it."
    return [Finding(check.well or None, "programs", check.sentence, advice)]


def generators() -> list[Finding]:
    """Say whether the vendor's generators can be started, and what they could do."""
    folder = settings.GENERATORS_FOLDER
    if not folder:
        return []
    if not Path(folder).is_dir():
        advice = "Make the folder, or unset ABACA_GENERATORS_FOLDER."
        return [Finding(False, "generators", f"{folder} is no folder.", advice)]
    found = [Finding(True, "generators", f"Programs in {folder} may make product keys.")]
    if os.geteuid() != 0:
        sentence = "They run under the shop's own account and can read what it can read, secret files included."
        found.append(Finding(None, "generators", sentence, "Put there only what you trust, or ask it at an address."))
    return found


CHECKS: list[Callable[[], list[Finding]]] = [
    configuration,
    secrets,
    database,
    master_secret,
    mail,
    mail_in,
    signature,
    clock,
    programs,
    generators,
]
