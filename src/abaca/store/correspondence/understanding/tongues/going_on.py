"""How somebody says that he wants to go on with us (a smaller plan, a renewal that he pays), or that others are meant.

`LESSER` joins the table of each language as `instead`. The sets hold single words without accents, in all languages at
once; they tell nothing of a wish by themselves, so a word that stands in them is still unknown to the rules.
"""

from itertools import product

from abaca.store.correspondence.understanding.letters import fold, spelt_out


def _either(firsts: str, seconds: str) -> str:
    """Return every pair of one of `firsts` and one of `seconds`, as the tables are written."""
    return " | ".join(map(" ".join, product(firsts.split(" | "), seconds.split(" | "))))


LESSER = {
    "en": _either(
        "smaller | cheaper | lower | lesser | simpler | lighter | less expensive | more basic | basic | lite",
        "plan | plans | package | packages | tier | version | subscription | subscriptions | edition | licence | one",
    )
    + " | how many subscriptions | single subscription or",
    "de": _either(
        "kleinerer | kleineres | kleinere | kleineren | günstigerer | günstigeres | günstigere | günstigeren | "
        "billigerer | billigeres | billigere | billigeren | einfacherer | einfacheres | einfachere | einfacheren",
        "abo | abos | abonnement | abonnements | tarif | tarife | plan | pläne | paket | pakete | version | versionen",
    )
    + " | wie viele abos | wie viele abonnements",
    "fr": _either(
        "abonnement | abonnements | formule | formules | forfait | forfaits | plan | plans | offre | version",
        "plus petit | plus petite | plus petits | plus petites | moins cher | moins chère | moins chers | moins chères "
        "| plus simple | plus simples | plus léger | plus légère | plus modeste | plus économique | de base",
    )
    + " | combien d'abonnements",
    "it": _either(
        "abbonamento | abbonamenti | piano | piani | pacchetto | pacchetti | versione | formula",
        "più piccolo | più piccola | più piccoli | più economico | più economica | più economici | meno caro | meno "
        "cara | meno costoso | meno costosa | più semplice | più semplici | più leggero | base",
    )
    + " | quanti abbonamenti",
    "es": _either(
        "plan | planes | suscripción | suscripciones | paquete | tarifa | versión | modalidad",
        "más pequeño | más pequeña | más pequeños | más pequeñito | más barato | más barata | más baratos | más "
        "económico | más económica | más sencillo | más sencilla | más básico | menos caro | menos cara | básico | "
        "básica",
    )
    + " | cuántas suscripciones",
    "pt": _either(
        "plano | planos | assinatura | assinaturas | subscrição | subscrições | pacote | versão | modalidade",
        "mais pequeno | mais pequena | mais pequenino | mais pequenina | menor | mais barato | mais barata | mais "
        "baratos | mais económico | mais econômico | mais em conta | mais simples | mais básico | menos caro | básico "
        "| básica",
    )
    + " | quantas assinaturas | quantas subscrições",
    "nl": _either(
        "kleiner | kleinere | goedkoper | goedkopere | eenvoudiger | eenvoudigere | lichter | lichtere | voordeliger",
        "abonnement | abonnementje | abonnementen | pakket | pakketje | plan | plannen | versie | tarief",
    )
    + " | hoeveel abonnementen",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(form for word in text.split() for form in (fold(word), spelt_out(word)))


PAID = _words(
    """
    pay paid paying proof
    bezahlt bezahle bezahlen zahle zahlen gezahlt überweisen überwiesen überweise beglichen zahlungsbeleg
    zahlungsnachweis
    payer payé payée paie réglé réglée régler virement preuve justificatif
    pagare pagato pagata bonifico pago ricevuta prova versato
    pagar pagado pagada pagué transferencia justificante comprobante abonado
    paguei pagou pagámos pagamos paga transferência comprovativo comprovante
    betaald betaalde betalen betaal overmaken overgemaakt betalingsbewijs betaalbewijs
    """
)
ASKED_FOR = _words(
    """
    request requesting beantrage beantragen erbitte demande demandons sollicite sollicitons chiedo chiediamo richiedo
    richiediamo solicito solicitamos pido pedimos peço solicitamos requeiro verzoek verzoeken
    """
)
WHEN = _words("when wann quand quando cuándo wanneer")
ENDING = _words(
    """
    end ends ending expire expires over endet enden ausläuft abläuft läuft termine terminera finit expire finisce
    termina scade terminerà acaba vence expira terminará finaliza eindigt afloopt stopt
    """
)
MANY = {
    "en": "many people | most people | many users | many customers | lots of people",
    "de": "viele leute | viele kunden | die meisten kunden | viele nutzer",
    "fr": "beaucoup de gens | beaucoup de clients | plusieurs clients | la plupart des gens",
    "it": "molta gente | molti clienti | molte persone | tanta gente",
    "es": "mucha gente | muchos clientes | muchas personas | la mayoría de la gente",
    "pt": "muita gente | muitos clientes | muitas pessoas | a maioria das pessoas",
    "nl": "veel mensen | veel klanten | de meeste mensen | veel gebruikers",
}
FORMER = {  # whose place he took, or for whom he writes: a person looks at his papers
    "en": "previous owner | former owner | previous tenant | previous owners | of our client | for our client | "
    "nursing home | care home | dementia | alzheimer | alzheimer's",
    "de": "vorbesitzer | vorbesitzers | vorheriger besitzer | früherer inhaber | früheren inhabers | vormieter | "
    "unseres mandanten | unserer mandantin | unseres kunden | unserer kundin | "
    "bevollmächtigte | bevollmächtigter | pflegeheim | demenz | alzheimer | altersheim",
    "fr": "ancien propriétaire | précédent propriétaire | propriétaire précédent | anciens propriétaires | "
    "de notre client | de notre cliente | "
    "maison de retraite | ehpad | démence | alzheimer",
    "it": "precedente proprietario | vecchio proprietario | proprietario precedente | del nostro cliente | "
    "della nostra cliente | di un nostro cliente | "
    "amministratrice di sostegno | casa di riposo | demenza | alzheimer",
    "es": "anterior propietario | propietario anterior | anterior dueño | dueño anterior | antiguo dueño | "
    "de nuestro cliente | de nuestra cliente | de nuestra clienta | "
    "curadora | tutora legal | residencia de ancianos | residencia de mayores | demencia | alzheimer",
    "pt": "anterior proprietário | proprietário anterior | antigo proprietário | antigo dono | dono anterior | "
    "do nosso cliente | da nossa cliente | "
    "curadora | lar de idosos | casa de repouso | demência | alzheimer",
    "nl": "vorige eigenaar | vorige eigenaren | vroegere eigenaar | vorige huurder | "
    "van onze klant | van onze cliënt | "
    "bewindvoerster | gemachtigde | verpleeghuis | verzorgingstehuis | dementie | alzheimer",
}
CONSIDERED = {  # "please consider this mail as my notice of cancellation"
    "en": _either(
        "consider | treat | regard | accept | take", "this as | this email as | this e mail as | this mail as"
    )
    + " | "
    + _either("consider | treat | regard | accept | take", "this letter as | this message as | this to be"),
    "de": _either("betrachten sie | werten sie | verstehen sie | nehmen sie | behandeln sie", "dies als | das als")
    + " | "
    + _either(
        "betrachten sie | werten sie | verstehen sie | nehmen sie | behandeln sie",
        "diese mail als | diese e mail als | diese email als | dieses schreiben als | diese nachricht als",
    ),
    "fr": _either(
        "considérer | considérez",
        "ce courriel comme | ce mail comme | cet e mail comme | cet email comme | ce courrier comme | cette lettre "
        "comme | la présente comme | le présent courriel comme | le présent courrier comme | ce message comme",
    ),
    "it": _either(
        "considerare | considerate | consideri",
        "la presente come | questa mail come | questa e mail come | questa email come | questa lettera come | questo "
        "messaggio come | la presente quale",
    ),
    "es": _either(
        "consideren | consideréis | considere | consideran | considerar | considerad",
        "este correo como | este mensaje como | este email como | este e mail como | esta carta como | "
        "la presente como",
    ),
    "pt": _either(
        "considerem | considere | considerar",
        "este e mail como | este email como | esta mensagem como | esta carta como | a presente como | este como",
    )
    + " | vimos por meio deste solicitar | por meio deste solicitar | vimos por este meio solicitar | vimos solicitar",
    "nl": _either(
        "beschouw | beschouwt u | beschouwen | te beschouwen",
        "deze mail als | deze e mail als | deze email als | deze brief als | dit bericht als | dit als",
    ),
}
SILENCE = {
    "en": _either(
        "without | absent | in the absence of", "an answer | a reply | reply | a response | answer | response"
    ),
    "de": "ohne antwort | ohne rückmeldung | ohne ihre antwort | ohne ihre rückmeldung | ohne reaktion",
    "fr": "sans réponse | sans retour | en l'absence de réponse | à défaut de réponse | faute de réponse",
    "it": "senza risposta | senza una risposta | in mancanza di risposta | in assenza di risposta | senza riscontro",
    "es": "sin respuesta | sin una respuesta | a falta de respuesta | en ausencia de respuesta | de no responder",
    "pt": "sem resposta | sem uma resposta | na falta de resposta | na ausência de resposta | à falta de resposta",
    "nl": "zonder antwoord | zonder reactie | zonder tegenbericht | bij uitblijven van | zonder bericht",
}
ANSWERLESS = {  # what has happened already: "without an answer to my letter of the 2nd, I ask you again"
    "en": _either("without an answer to | without a reply to | without a response to", "my | our | several"),
    "de": _either("ohne antwort auf | ohne rückmeldung auf", "mein | meine | meinen | unser | unsere | unseren"),
    "fr": _either("sans réponse à | sans retour à", "mon | ma | mes | notre | nos"),
    "it": _either("senza risposta | senza una risposta", "alla mia | al mio | alle mie | ai miei | alla nostra"),
    "es": _either("sin respuesta a", "mi | mis | nuestro | nuestra | nuestros"),
    "pt": _either("sem resposta", "ao meu | à minha | aos meus | às minhas | ao nosso | à nossa"),
    "nl": _either("zonder antwoord op | zonder reactie op", "mijn | onze | ons"),
}
GOING_ON = {
    code: {
        "instead": LESSER[code],
        "they": MANY[code],
        "behalf": FORMER[code],
        "ask": CONSIDERED[code],
        "if": SILENCE[code],
        "soft": ANSWERLESS[code],
    }
    for code in LESSER
}
