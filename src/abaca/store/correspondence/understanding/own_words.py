"""What the sender wrote himself: quotations, forwarded mails, the sentences of our own letters and phones fall away."""

import html
import re
import unicodedata

from .letters import fold

# "On Monday, somebody wrote:" as programs of mail say it; all patterns meet folded text
INTRODUCES = re.compile(
    r"^[>\s]{0,20}(?:"
    r"(?:on|am|le|il|el|em|op|a|den)\b.{4,200}\b"
    r"(?:wrote|schrieb|a ecrit|ha scritto|escribio|escreveu|schreef)\b.{0,80}:"
    r"|.{0,120}\b(?:schrieb am|schreef op|ha scritto il|a ecrit le)\b.{0,80}:"
    r"|[-_*\s]{2,200}(?:original message|original appointment|forwarded message|ursprungliche nachricht|"
    r"originalnachricht|original nachricht|weitergeleitete nachricht|message d'origine|message original|"
    r"message transfere|messaggio originale|messaggio inoltrato|mensaje original|mensaje reenviado|"
    r"mensagem original|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht)\b.*"
    r"|(?:begin forwarded message|anfang der weitergeleiteten nachricht|debut du message transfere|"
    r"debut du message reexpedie|inizio messaggio inoltrato|inicio del mensaje reenviado|"
    r"inicio da mensagem reencaminhada|begin doorgestuurd bericht)\s*:"
    r"|_{10,}"
    r")\s*$"
)
HEADER = re.compile(r"^(?:from|von|de|da|van|expediteur|mittente|remitente|remetente|afzender)\s*:\s.*(?:@|<|\w).*$")
SECOND_HEADER = re.compile(
    r"^(?:sent|date|to|gesendet|datum|an|envoye|a|inviato|data|enviado|para|fecha|verzonden|aan)\s*:\s"
)
PHONE = re.compile(
    r"^(?:sent (?:from|with|using) (?:my |the )?|get outlook for|von meinem .{1,40} gesendet|gesendet (?:von|mit)|"
    r"diese nachricht wurde von|envoye (?:de|depuis|a partir de)|obtenez outlook|telecharger outlook|"
    r"inviato (?:da|dal|con)|scarica outlook|enviado (?:desde|do|de|a partir|con)|obtener outlook|obter o outlook|"
    r"verzonden (?:vanaf|met|via|vanuit)|verstuurd (?:vanaf|met|via|vanuit)|download outlook|"
    r"outlook (?:fur|pour|per|para|voor) )"
)
OUR_LETTERS = re.compile(  # how every letter of the house says why it came, and what leads a link
    r"you receive this letter because|vous recevez cette lettre|vous recevez ce courrier|sie erhalten diesen brief|"
    r"sie bekommen diesen brief|ricevi questa lettera|riceve questa lettera|"
    r"recibe (?:usted )?esta carta|recibes esta carta|"
    r"recebe esta carta|u ontvangt deze brief|je ontvangt deze brief"
)
SECRET = re.compile(r"confidenti|vertraulich|riservat|confidencia|vertrouwelijk|privileged|aviso legal|disclaimer")
OF_MAILS = re.compile(r"message|mail|attachment|nachricht|messaggio|informazion|mensaje|mensagem|bericht|correo")
PARAGRAPHS = re.compile(r"</?(?:p|br|div|li|tr|h\d)\b[^<>]*>", re.IGNORECASE)
TAGS = re.compile(r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
ENTITIES = re.compile(r"&(?:amp|nbsp|lt|gt|quot|#\d{1,5});")
QUOTED = re.compile(r"^\s*(?:>|\|\s|&gt;)")
WRAPS_AT = 55  # a line longer than this goes on in the next one
ENDS = (".", "!", "?", ":", ";", "…")
STOPS = re.compile(r"(?<=[.!?…])[\"”»)]*\s+|(?<=[a-zà-ÿ]{3}[.!?])(?=[A-ZÀ-Þ])")
SHORTENED = re.compile(
    r"(?:^|\s|\()(?:no|nr|n|num|art|st|str|bzw|ca|z\.b|zb|d\.h|usw|mr|mrs|ms|dr|prof|sr|sra|dott|sig|e\.g|i\.e|inc|ltd|"
    r"mme|m|p\.ex|ex|av|vs|tel|abs|inkl|evtl|bijv|o\.a|\d{1,2})\.$",
    re.IGNORECASE,
)
LONGEST_SHORTENED = 12  # signs that may tell whether a stop ends a sentence
NUMBERS = re.compile(r"(?:^|\s|\()(?:no|nr|n|num|m|i|a|art|ms|ex|tel|abs|str|\d{1,2})\.$", re.IGNORECASE)
ANSWERS = re.compile(
    r"^\s*(?:(re|aw|antw|antwort|sv|r|res|resp|rif|rv|fwd?|fw|wg|tr|doorst|enc|i|ref)\s*(?:\[\d+\])?\s*:\s*)+",
    re.IGNORECASE,
)


def own_words(text: str) -> list[str]:
    """Return the lines of a mail that its sender wrote; an empty line stays, since it parts."""
    lines = _without_tags(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    kept: list[str] = []
    secret = False  # inside what a firm puts under each of its mails
    for at, line in enumerate(lines):
        if line.rstrip() in {"--", "—", "__"} and any(kept):
            break  # a signature
        plain = fold(unicodedata.normalize("NFC", line)).replace("’", "'").strip()
        following = [fold(later).strip() for later in lines[at + 1 : at + 4]]
        if _begins_a_quotation(plain, following):
            if any(QUOTED.match(later) for later in lines[at + 1 : at + 6]):
                continue  # the answer may stand below or between
            break
        secret = (secret and bool(plain)) or bool(SECRET.search(plain) and OF_MAILS.search(plain))
        if secret or QUOTED.match(line) or PHONE.match(plain) or OUR_LETTERS.search(plain):
            continue
        kept.append(unicodedata.normalize("NFC", line).replace("\xa0", " ").strip())
    return kept


def _without_tags(text: str) -> str:
    """Return the text of what came as HTML although it was to be plain."""
    if not TAGS.search(text) and not ENTITIES.search(text):
        return text
    return html.unescape(TAGS.sub(" ", PARAGRAPHS.sub("\n", text)))


def _begins_a_quotation(plain: str, following: list[str]) -> bool:
    if INTRODUCES.match(plain):
        return True
    return bool(HEADER.match(plain)) and any(SECOND_HEADER.match(later) for later in following)


def sentences(lines: list[str]) -> list[str]:
    """Return the sentences: lines that go on are joined, stops part them, the stop of "Nr. 5" does not."""
    found: list[str] = []
    for paragraph in _joined(lines):
        begin = ""
        for piece in STOPS.split(paragraph):
            end = begin[-LONGEST_SHORTENED:]
            if begin and not (SHORTENED.search(end) and (piece[:1].isdigit() or not NUMBERS.search(end))):
                found.append(begin)
                begin = ""
            begin = f"{begin} {piece}".strip()
        if begin:
            found.append(begin)
    return found


def _joined(lines: list[str]) -> list[str]:
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if not line:
            goes_on = False
            continue
        if (goes_on and not line.startswith(("-", "*", "•"))) or (
            joined and goes_on is False and _continues(joined[-1], line)
        ):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        goes_on = len(line) >= WRAPS_AT and not line.endswith(ENDS)
    return joined


def _continues(before: str, line: str) -> bool:
    return line[0].islower() and not before.endswith(ENDS) and len(before) < 4 * WRAPS_AT and not before.endswith(",")


def plain_subject(subject: str) -> tuple[str, bool]:
    """Return the subject without "Re:", and whether it answers or passes on something: then its words are not new."""
    plain = unicodedata.normalize("NFC", " ".join(subject.split()))
    found = ANSWERS.match(plain)
    return (plain[found.end() :], True) if found else (plain, False)
