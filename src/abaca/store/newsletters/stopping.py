"""Whether a mail to the address that stops a newsletter says more than that it is to be stopped."""

import re
from collections.abc import Iterable

# what somebody says in the shop's seven languages who wants no newsletter and nothing else; in doubt a word is left
# out, so that a person reads the mail; "cancel" and "subscription" are about what we sell
WORDS = """
unsubscribe unsubscribing unsubscription optout opt out stop remove newsletter newsletters news mailing list lists
mail mails email emails e no more please me us my your the this these from of off to i want wish would like be
removed unsubscribed thank thanks you kind best regards hello hi dear sir madam team yes confirm

abmelden abmeldung abbestellen abbestellung austragen abzumelden bitte ich möchte will mich uns von vom aus dem den
der ihrem ihren ihr keine kein mehr weiteren danke vielen dank freundliche grüsse grüße mit freundlichen grüssen
grüßen gruss gruß hallo guten tag rundbrief verteiler ja

désabonner désabonnement désinscription désinscrire désinscrivez désabonnez moi me nous de du la le les à votre vos
liste diffusion lettre information plus ne pas veuillez svp merci bonjour cordialement je souhaite veux oui d l

cancellami disiscrivimi disiscrizione disiscrivere disiscrivermi cancellatemi dalla dal della vostra
mailinglist non più prego per favore grazie buongiorno saluti cordiali voglio vorrei desidero sì lista

darse darme baja boletín boletines del su lista correo correos gracias por favor hola buenos
días saludos quiero deseo sí desuscribir desuscribirme en el

remover remova inscrição desinscrever boletim da do sua obrigado obrigada olá bom dia
cumprimentos quero não mais sim e-mails

afmelden uitschrijven afmelding uitschrijving nieuwsbrief nieuwsbrieven graag alstublieft aub dank bedankt hallo
goedendag groet groeten met vriendelijke ik wil mij me niet meer van voor deze uw de het geen ja
"""
ENOUGH = frozenset(WORDS.split())
# what mail programs write of themselves below the button
BY_PROGRAM = re.compile(r"(?:automatically generated|sent this (?:e-?mail|message) to unsubscribe)\b", re.IGNORECASE)
ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[^\s<>@]{1,253}>?")
ANSWER = re.compile(r"\s*(?:re|aw|antw|wg|fw|fwd|tr|rv|rif|r|res|enc|sv)\s*:", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")


def says_more(subject: str, said: str, *, names: Iterable[str] = ()) -> bool:
    """Tell whether a mail has words of its own; `names` are those of its sender, which say nothing.

    `said` is what is new in it, quotations and signature cut. A subject that answers another mail is not the sender's.
    """
    known = ENOUGH | {word.casefold() for name in names for word in WORD.findall(name)}
    lines = [line for line in said.split("\n") if not BY_PROGRAM.search(line)]
    told = [*lines, "" if ANSWER.match(subject) else subject]
    return any(word.casefold() not in known for line in told for word in WORD.findall(ADDRESS.sub(" ", line)))
