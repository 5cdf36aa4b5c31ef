"""Quotations and signatures are cut in seven languages; what the sender says himself stays."""

import time

import pytest

from abaca.inbox.html import text_of
from abaca.inbox.quotations import said

QUOTED = "> Your subscription renews on 2 March 2027.\n> Cancel the renewal: https://musa.example/x"


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 2 Mar 2026 at 10:00, Musa Software <shop@musa.example> wrote:",
        "On Mon, 2 Mar 2026 at 10:00, Musa Software <\nshop@musa.example> wrote:",
        "On 02/03/2026 10:00, Musa Software wrote:",
        "Musa Software <shop@musa.example> wrote on 2 March 2026:",
        "Am 02.03.26 um 10:00 schrieb Musa Software:",
        "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Musa Software <\nshop@musa.example>:",
        "Musa Software <shop@musa.example> schrieb am Mo., 2. März 2026, 10:00:",
        "Am 02.03.2026 hat Musa Software <shop@musa.example> geschrieben:",
        "Le lun. 2 mars 2026 à 10:00, Musa Software <shop@musa.example> a écrit :",
        "Le 02/03/2026 à 10:00, Musa Software a écrit\u00a0:",
        "Il giorno lun 2 mar 2026 alle ore 10:00 Musa Software <\nshop@musa.example> ha scritto:",
        "Il 02/03/2026 10:00, Musa Software ha scritto:",
        "El lun, 2 mar 2026 a las 10:00, Musa Software (<shop@musa.example>) escribió:",
        "Em seg., 2 de mar. de 2026 às 10:00, Musa Software <shop@musa.example> escreveu:",
        "A 02/03/2026 10:00, shop@musa.example escreveu:",
        "Op ma 2 mrt 2026 om 10:00 schreef Musa Software <shop@musa.example>:",
        "Op 2 mrt. 2026 heeft Musa Software <shop@musa.example> het volgende geschreven:",
    ],
)
def test_what_was_quoted_is_cut(attribution):
    assert said(f"Dear all,\nplease do.\n\n{attribution}\n\n{QUOTED}") == "Dear all,\nplease do."
    assert said(f"Please do.\n{attribution}\n{QUOTED}\n") == "Please do."
    bare = QUOTED.replace("> ", "")
    assert said(f"Please do.\n\n{attribution}\n\n{bare}") == "Please do."  # nothing marks the lines


@pytest.mark.parametrize(
    "block",
    [
        "From: Musa <shop@musa.example>\nSent: Monday, 2 March 2026 10:00\nTo: Alice\nSubject: Your renewal",
        "Von: Musa <shop@musa.example>\nGesendet: Montag, 2. März 2026 10:00\nAn: Alice\nBetreff: Verlängerung",
        "*Von:* Musa\n*Gesendet:* Montag\n*An:* Alice\n*Betreff:* Verlängerung",
        "De : Musa <shop@musa.example>\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : Alice\nObjet : Renouvellement",
        "De\u00a0: Musa\nDate\u00a0: lundi\nÀ\u00a0: Alice\nObjet\u00a0: Renouvellement",
        "Da: Musa <shop@musa.example>\nInviato: lunedì 2 marzo 2026 10:00\nA: Alice\nOggetto: Rinnovo",
        "De: Musa <shop@musa.example>\nEnviado el: lunes, 2 de marzo de 2026\nPara: Alice\nAsunto: Renovación",
        "De: Musa <shop@musa.example>\nEnviada em: segunda-feira\nPara: Alice\nAssunto: Renovação",
        "Van: Musa <shop@musa.example>\nVerzonden: maandag 2 maart 2026\nAan: Alice\nOnderwerp: Verlenging",
        "-----Original Message-----\nFrom: Musa",
        "-----Ursprüngliche Nachricht-----\nVon: Musa",
        "-------- Message d'origine --------\nDe : Musa",
        "-----Messaggio originale-----\nDa: Musa",
        "-----Mensaje original-----\nDe: Musa",
        "-----Mensagem original-----\nDe: Musa",
        "-----Oorspronkelijk bericht-----\nVan: Musa",
        "---------- Forwarded message ---------\nFrom: Musa",
        "Begin forwarded message:\n\nFrom: Musa",
        "Anfang der weitergeleiteten Nachricht:\n\nVon: Musa",
    ],
)
def test_another_mail_below_is_cut(block):
    assert said(f"Please do.\n\n________________________________\n{block}\n\nCancel everything.") == "Please do."
    assert said(f"Please do.\n\n{block}\n\nCancel everything.") == "Please do."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Please cancel.\n-- \nAlice Liddell\nWonderland Ltd", "Please cancel."),
        ("Please cancel.\n--\nAlice", "Please cancel."),
        ("Please cancel.\n\nKind regards\nAlice Liddell\n+44 20 7946 0000", "Please cancel."),
        ("Bitte kündigen.\n\nMit freundlichen Grüßen\nHans Meier", "Bitte kündigen."),
        ("Bitte kündigen.\nViele Grüße aus Lugano,\nHans", "Bitte kündigen."),
        ("Je résilie.\n\nBien cordialement,\nPaul", "Je résilie."),
        ("Disdico.\n\nCordiali saluti\nPaolo", "Disdico."),
        ("Quiero cancelar.\n\nUn saludo,\nPablo", "Quiero cancelar."),
        ("Quero cancelar.\n\nAtenciosamente,\nPaulo", "Quero cancelar."),
        ("Graag opzeggen.\n\nMet vriendelijke groet,\nPieter", "Graag opzeggen."),
        ("Please cancel.\n\nSent from my iPhone", "Please cancel."),
        ("Bitte kündigen.\n\nVon meinem iPhone gesendet", "Bitte kündigen."),
        ("Bitte kündigen.\n\nDiese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.", "Bitte kündigen."),
        ("Je résilie.\n\nEnvoyé de mon iPhone", "Je résilie."),
        ("Disdico.\n\nInviato da iPhone", "Disdico."),
        ("Cancelo.\n\nEnviado desde mi iPhone", "Cancelo."),
        ("Cancelo.\n\nEnviado do meu iPhone", "Cancelo."),
        ("Graag opzeggen.\n\nVerstuurd vanaf mijn iPhone", "Graag opzeggen."),
        ("Hi.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Hi."),
    ],
)
def test_signatures_are_cut(text, kept):
    assert said(text) == kept
    assert said(f"{text}\n\nOn 02/03/2026 10:00, Musa Software wrote:\n{QUOTED}") == kept


@pytest.mark.parametrize(
    "text",
    [
        "Hello\nThanks, but please cancel my subscription.\nBob",
        "Please:\n- cancel my renewal\n- send an invoice",
        "On Monday I wrote you about 2026:\nplease cancel.\nThat is all.",
        "From: the beginning I wanted to cancel.",
        "My boss wrote:\ncancel it.",
        "Regards to the team, and please cancel.",
        "Kind regards",  # nothing before it
        "Please cancel.\nKind regards\nAlice\n\nPS: do NOT cancel the second one.",
        "Please cancel.\nRegards, is that possible by Monday?",
        "Please cancel.\n--\nor rather: would you first tell me until when it runs?",
        "Subject to what you say, I cancel.",
        "a > b and c < d",
        ">From now on I want to pay by transfer.",
    ],
)
def test_what_the_sender_says_stays(text):
    assert said(text) == text


def test_answers_between_the_quoted_lines_stay():
    text = (
        "On 02/03/2026 10:00, Musa Software wrote:\n> Shall it renew?\nNo, please cancel.\n> And the newsletter?\nYes."
    )
    assert said(text) == "No, please cancel.\nYes."


def test_a_mail_that_is_nothing_but_a_quotation_says_nothing():
    assert said(QUOTED) == ""
    assert said(f"On 02/03/2026 10:00, Musa Software wrote:\n{QUOTED}") == ""


@pytest.mark.parametrize(
    "html",
    [
        '<div>Please do.</div><div class="gmail_quote"><div>On x wrote:</div><blockquote>Cancel</blockquote></div>',
        "<p>Please do.</p><div class='yahoo_quoted'>Cancel</div>",
        "<p>Please do.</p><div class='moz-cite-prefix'>Am 1.1.2026 schrieb Musa:</div><blockquote>Cancel</blockquote>",
        "<div>Please do.</div><div id='appendonsend'></div><div id='divRplyFwdMsg'>From: Musa</div><div>Cancel</div>",
        "<p>Please do.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>Von: Musa</p></div><p>Cancel</p>",
        "<p>Please do.</p><blockquote type='cite'>Cancel</blockquote>",
        "<p>Please do.</p><div class='protonmail_quote'>Cancel</div>",
    ],
)
def test_quotations_in_html_are_cut(html):
    assert said(text_of(html)) == "Please do."


@pytest.mark.parametrize(
    "line", ["On ", "On 2026 wrote ", "Le ", "> ", "Le \n", "Am x\n", "-", "From: a\n", "regards "]
)
def test_the_time_grows_with_the_length_and_not_faster(line):
    text = line * (400_000 // len(line)) + ":"
    began = time.process_time()
    said(text)
    assert time.process_time() - began < 3
