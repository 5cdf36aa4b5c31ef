"""How mail programs in seven languages announce what they quote, and how people and telephones sign."""

import re

# Outlook and its like: a block of fields before the quoted mail
FROM_LABELS = ("From", "Von", "De", "Da", "Van", "Expéditeur", "Mittente", "Remitente", "Afzender", "Absender")
SENT_LABELS = """
Sent Date Gesendet Datum Envoyé Inviato Data Enviado Fecha Enviada Verzonden
"""
OTHER_LABELS = (
    *SENT_LABELS.split(),
    *(
        "To",
        "Subject",
        "Cc",
        "Reply-To",
        "An",
        "Betreff",
        "À",
        "Objet",
        "A",
        "Oggetto",
        "Para",
        "Asunto",
        "Assunto",
        "Aan",
    ),
    *("Onderwerp", "Organisation", "Envoyé le", "Enviado el", "Enviada em", "Enviado em", "Inviato il"),
)

# without the dashes around it
ORIGINAL = re.compile(
    r"(?:original message|original-nachricht|urspr(?:ü|ue)ngliche nachricht|originalnachricht|"
    r"weitergeleitete nachricht|message d['’]origine|message transféré|messaggio originale|messaggio inoltrato|"
    r"mensaje original|"
    r"mensaje reenviado|mensagem original|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht|"
    r"forwarded message)\b",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    r"début du message (?:transféré|réexpédié)|inizio (?:del )?messaggio inoltrato|inicio del mensaje reenviado|"
    r"início da mensagem (?:reencaminhada|encaminhada)|begin doorgestuurd bericht)\s*:",
    re.IGNORECASE,
)

# On 2 March 2026 at 10:00, Musa Software <shop@musa.example> wrote
WROTE = re.compile(
    r"\b(?:wrote|schrieb|geschrieben|a écrit|ha scritto|escribió|ha escrito|escreveu|schreef|het volgende geschreven)\b"
    r"(?:[^:：]|(?<=\d):(?=\d)){0,160}[:：]\s*$",
    re.IGNORECASE,
)
BEGINS = re.compile(
    r"\W{0,4}(?:(?:on|am|den|le|il|el|em|op|in data|dnia)\b|\d|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|"
    r"so|lun|mar|"
    r"mer|jeu|ven|sam|dim|gio|sab|dom|mié|jue|vie|sáb|seg|ter|qua|qui|sex|ma|wo|vr|za|zo)[a-zäöüáéíóúç]{0,8}[.,]?\s)",
    re.IGNORECASE,
)
DAY_OR_ADDRESS = re.compile(
    r"\d{1,4}[./:-]\d{1,2}|@|\b\d{1,2}[.,]? (?:de )?[^\W\d_]{3,10}[.,]{0,2} (?:de )?\d{4}\b|"
    r"\b[^\W\d_]{3,10}\.? \d{1,2},? \d{4}\b"
)

# one line that telephones and web mailers add
SENT_FROM = re.compile(
    r"(?:sent (?:from|with|via|using) (?:my |outlook|proton|yahoo|gmx|web\.de|mail for|spark|samsung|an? )|"
    r"get outlook for|von meinem .{1,60} gesendet|gesendet (?:von|mit|über) |"
    r"diese nachricht wurde von meinem .{1,60} gesendet|"
    r"outlook für .{1,20} (?:beziehen|herunterladen)|holen sie sich outlook|"
    r"envoyé (?:de|depuis|à partir de|avec|via) |télécharge[rz] outlook|obtenir outlook|provenance : courrier|"
    r"inviato (?:da|dal|con|tramite) |ottieni outlook|scarica outlook|"
    r"enviado (?:desde|do|a partir|con|com|através|via|pelo) |obtener outlook|obter o outlook|obtenha o outlook|"
    r"verstuurd (?:vanaf|met|via) |verzonden (?:vanaf|met|via) |outlook voor .{1,20} downloaden|download outlook)"
    r".{0,80}",
    re.IGNORECASE,
)

# a whole line that ends what somebody says; what follows are names and telephone numbers
CLOSING = re.compile(
    r"(?:with |mit |con |com |met |avec )?(?:my |mes |nos |i miei |i nostri |mis |os meus )?"
    r"(?:best|kind|warm|kindest|warmest|many|yours|best wishes|best regards|kind regards|warm regards|kindest regards|"
    r"regards|sincerely|yours sincerely|yours faithfully|yours truly|sincerely yours|cheers|"
    r"freundliche[nrm]? gr(?:ü|ue)(?:ß|ss)en?|freundlichem gru(?:ß|ss)|beste[nr]? gr(?:ü|ue)(?:ß|ss)en?|"
    r"viele[nr]? gr(?:ü|ue)(?:ß|ss)en?|liebe[nr]? gr(?:ü|ue)(?:ß|ss)en?|herzliche[nr]? gr(?:ü|ue)(?:ß|ss)en?|"
    r"sch(?:ö|oe)ne gr(?:ü|ue)(?:ß|ss)e|gr(?:ü|ue)(?:ß|ss)e|gru(?:ß|ss)|mfg|lg|vg|hochachtungsvoll|"
    r"cordialement|bien cordialement|très cordialement|bien à vous|sincères salutations|meilleures salutations|"
    r"salutations distinguées|cordiales salutations|bonne journée|amicalement|sinc(?:è|e)rement|"
    r"cordiali saluti|distinti saluti|saluti|cordialmente|un saluto|un cordiale saluto|buona giornata|"
    r"saludos|saludos cordiales|un saludo|un cordial saludo|atentamente|muy atentamente|"
    r"atenciosamente|cumprimentos|melhores cumprimentos|saudações|abraços?|att|"
    r"(?:vriendelijke|hartelijke|beste) groet(?:en|jes)?|groet(?:en|jes)?|hoogachtend|mvg)"
    r"(?: (?:aus|from|de|da|dal|desde|uit|vom) [^\n.!?]{1,30})?\W{0,4}",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"^\s*(?:p\.? ?s\.?|post scriptum|nb|n\.b\.|nota bene)\b", re.IGNORECASE)
