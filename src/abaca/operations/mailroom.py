"""What the people of the demo have written to the shop, so that its desk has something to do."""

from datetime import datetime

from django.conf import settings

from abaca.inbox.actions import receive
from abaca.inbox.gateways.rehearsal import Written, composed
from abaca.inbox.jobs import world
from abaca.inbox.models import Incoming, Source
from abaca.support.tickets.actions import save_snippet

from .cast import Person

ELSEWHERE = "mallory@elsewhere.example"  # whoever forges a mail sends it from here

UPGRADE = (
    "Wechsel auf Advanced",
    """Guten Tag,

ich möchte gerne vom Professional-Plan auf Advanced wechseln. Was kostet mich das, wenn ich jetzt wechsle?

Freundliche Grüße
Alice Meyer
""",
)
QUESTION = (
    "Export with semicolons",
    """Hello,

can I export my books as CSV with semicolons instead of commas? I looked in the menu and in the manual and did not
find it.

Thank you
Chiara
""",
)
ANGRY = (
    "Third time I write!!",
    """This is the THIRD time I write to you. My accountant waits for the books, the program says Free and nobody
answers me. What did I pay for? If I hear nothing by tomorrow I want my money back.

David Jones
""",
)
FORGED = (
    "Kündigung",
    """Guten Tag,

hiermit kündige ich mein Abonnement. Bitte bestätigen Sie die Kündigung.

Robert Huber
""",
)

PASSAGES = {
    "How to cancel": {
        "en": """Dear {{ name }},

your subscription {{ plan }} is paid until {{ ends }}. Here you cancel its renewal, without a log-in:
{{ cancel_link }}

Kind regards""",
        "de": """Guten Tag {{ name }},

Ihr Abonnement {{ plan }} ist bis {{ ends }} bezahlt. Hier kündigen Sie die Verlängerung, ohne Anmeldung:
{{ cancel_link }}

Freundliche Grüße""",
        "fr": """Bonjour {{ name }},

votre abonnement {{ plan }} est payé jusqu’au {{ ends }}. Vous pouvez résilier son renouvellement ici, sans vous
connecter :
{{ cancel_link }}

Cordialement""",
    },
    "We look into it": {
        "en": "Dear {{ name }},\n\nthank you for your mail. We look into it and write to you by tomorrow."
        "\n\nKind regards",
        "de": "Guten Tag {{ name }},\n\nvielen Dank für Ihre Nachricht. Wir gehen der Sache nach und schreiben Ihnen "
        "bis morgen.\n\nFreundliche Grüße",
        "fr": "Bonjour {{ name }},\n\nmerci de votre message. Nous examinons la question et vous écrivons d’ici demain."
        "\n\nCordialement",
    },
    "Where the orders are": {
        "en": "Dear {{ name }},\n\nyour orders, invoices and product keys are in your account:\n{{ account_link }}"
        "\n\nKind regards",
        "de": "Guten Tag {{ name }},\n\nIhre Bestellungen, Rechnungen und Produktschlüssel finden Sie in Ihrem Konto:\n"
        "{{ account_link }}\n\nFreundliche Grüße",
        "fr": "Bonjour {{ name }},\n\nvos commandes, factures et clés de produit se trouvent dans votre compte :\n"
        "{{ account_link }}\n\nCordialement",
    },
}


def write(person: Person, words: tuple[str, str], *, forged: bool = False, at: datetime) -> Incoming:
    """Let a person write to the shop; a forged mail bears his name and the signature of nobody."""
    subject, text = words
    written = Written(person.email, settings.VENDOR_SUPPORT_EMAIL, subject, text, from_name=person.name)
    raw, sender = composed(written, at), ELSEWHERE if forged else person.email
    if not forged:
        raw = world().signed(raw, person.email.rpartition("@")[2])
    return receive(raw, source=Source.SMTP, envelope_from=sender, envelope_to=written.to_address, at=at)


def keep_passages(at: datetime) -> None:
    """Give the desk some passages to begin with."""
    for name, texts in PASSAGES.items():
        for language, text in texts.items():
            save_snippet(name, language, text, at=at, by="the house")
