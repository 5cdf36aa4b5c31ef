"""What mails ask for: tables for each rule, in sentences of several languages."""

import pytest

from abaca.store.correspondence.understanding import Understanding, understand
from abaca.store.correspondence.understanding.tagging import MOST_REPAIRS
from abaca.store.correspondence.understanding.tongue import correction
from tests.store.correspondence.measuring import LANGUAGES

OFFERED = ("Musa Accounting Professional", "Musa Accounting Advanced")


def read(text: str, subject: str = "") -> Understanding:
    return understand(subject, text, names=OFFERED)


def certain(text: str, subject: str = "") -> list[str]:
    return [wish.kind.value for wish in read(text, subject).wishes if wish.certain]


def doubts(text: str, subject: str = "") -> list[str]:
    """Return what speaks against the wishes that are not certain."""
    found = [wish.rule.partition(":")[0] for wish in read(text, subject).wishes if not wish.certain]
    return [rule.removeprefix("doubt_") for rule in found]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Please cancel my subscription.", ["cancel"]),
        ("Could you please cancel my subscription?", ["cancel"]),
        ("I want my subscription cancelled.", ["cancel"]),
        ("I am cancelling my subscription", ["cancel"]),
        ("I hereby give notice of cancellation of my subscription.", ["cancel"]),
        ("Please do not renew my subscription.", ["cancel"]),
        ("Please don't forget to cancel my subscription", ["cancel"]),
        ("I do not want that my subscription renews.", ["cancel"]),
        ("Kündigung bitte", ["cancel"]),
        ("Ich möchte nicht, dass sich mein Abo verlängert.", ["cancel"]),
        ("Mein Abo bitte kündigen.", ["cancel"]),
        ("Résiliation de mon abonnement", ["cancel"]),
        ("Je ne souhaite pas renouveler mon abonnement.", ["cancel"]),
        ("Vi prego di non rinnovare il mio abbonamento", ["cancel"]),
        ("Solicito la baja de mi suscripción", ["cancel"]),
        ("Peço o cancelamento da minha subscrição", ["cancel"]),
        ("Hierbij zeg ik mijn abonnement op", ["cancel"]),
        ("Ich nehme meine Kündigung zurück.", ["resume"]),
        ("J'annule ma résiliation", ["resume"]),
        ("Please cancel my cancellation.", ["resume"]),
        ("Bitte melden Sie mich vom Newsletter ab.", ["newsletter_off"]),
        ("No more newsletters please", ["newsletter_off"]),
        ("Please subscribe me to the newsletter.", ["newsletter_on"]),
        ("Please cancel my subscription and the newsletter.", ["cancel", "newsletter_off"]),
        ("Please cancel my subscription. But thank you for everything.", ["cancel"]),
        ("Please cancel my subscription and tell me as soon as it is done.", ["cancel"]),
        ("I would be grateful if you cancelled my subscription.", ["cancel"]),
        ("You can cancel my subscription.", ["cancel"]),
        ("Da ich in Rente gehe, kündige ich mein Abo.", ["cancel"]),
        ("Please contact me; please cancel my subscription", ["cancel"]),
        ("I cancel Musa Accounting.", ["cancel"]),
    ],
)
def test_a_clear_request_is_certain(text, kinds):
    assert certain(text) == kinds


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("If you do not fix this, I will cancel my subscription.", ["conditional"]),
        ("Falls ich kündige: was wird aus meinen Daten?", ["conditional"]),
        ("Se cancelo a assinatura, perco os dados?", ["conditional"]),
        ("How can I cancel my subscription?", ["question"]),
        ("Wie kündige ich mein Abo?", ["question"]),
        ("Comment résilier mon abonnement", ["question"]),
        ("I have already cancelled my subscription last year.", ["past"]),
        ("Ich habe mein Abo im Januar gekündigt", ["past"]),
        ("Hiermit habe ich mein Abo gekündigt", ["past"]),
        ("Ya cancelé mi suscripción", ["past"]),
        ("My wife wants to cancel her subscription", ["whose"]),
        ("Please cancel my other subscription", ["whose"]),
        ("Bitte kündigen Sie mein Abo bei Netflux", ["whose"]),
        ("Please cancel my Flurbo subscription", ["object"]),
        ("Please cancel one of my subscriptions", ["which"]),
        ("I am thinking about cancelling my subscription", ["hesitating"]),
        ("Ich überlege, mein Abo zu kündigen.", ["hesitating"]),
        ("Your website says: cancel your subscription here", ["reported"]),
        ('I pressed "cancel subscription" and nothing happened', ["quoted"]),
        ("The cancel button does not work", ["trouble"]),
        ("Please cancel my account", ["object"]),
        ("Please cancel a subscription", ["indefinite"]),
        ("Please cancel my subscription only after the renewal", ["later"]),
        ("Please cancel the payment for my subscription", ["object"]),
        ("Please cancel my order MS-100042", ["object"]),
        ("If you can't lower the price, please cancel my subscription.", ["conditional"]),
        ("Sinkt der Preis nicht, kündige ich mein Abo.", ["conditional"]),
        ("Once my files are moved, please cancel my subscription.", ["later"]),
        ("Next year I cancel my subscription", ["future"]),
        ("Nächstes Jahr kündige ich mein Abo.", ["future"]),
        ("Weber GmbH möchte mein Abo kündigen.", ["whose"]),
        ("Please cancel my subscription for the old computer.", ["whose"]),
        ("My wife has a subscription. Please cancel it.", ["whose"]),
        ("Cancelaría mi suscripción", ["unclear"]),
        ("A week ago I asked you to please cancel my subscription.", ["past"]),
        ("I have two subscriptions. Please cancel it.", ["which"]),
        ("I booked the course on Friday. Please cancel it.", ["object"]),
        ("My brother asks:\n\nPlease cancel my subscription.", ["colon"]),
        ("Please translate the following.\n\nPlease cancel my subscription.", ["colon"]),
    ],
)
def test_whatever_speaks_against_it_leaves_the_wish_to_a_person(text, doubt):
    assert certain(text) == []
    assert doubts(text) == doubt


@pytest.mark.parametrize(
    "text",
    [
        "Please do NOT cancel my subscription.",
        "I do not want to cancel my subscription.",
        "Bitte NICHT kündigen!",
        "Merci de ne pas résilier mon abonnement",
        "Non vorrei disdire l'abbonamento",
        "No quiero cancelar mi suscripción",
        "Não quero cancelar a minha assinatura",
        "Ik wil mijn abonnement niet opzeggen",
        "Please cancel our appointment on Friday.",
        "Bitte stornieren Sie den Termin.",
        "The train to Zurich was cancelled.",
        "Bitte stornieren Sie die Einladung.",
    ],
)
def test_what_is_denied_or_means_another_thing_is_no_wish(text):
    assert [(wish.kind, wish.certain) for wish in read(text).wishes] == [("other", False)]


@pytest.mark.parametrize(
    ("subject", "text", "kinds"),
    [
        ("Cancel my subscription", "", ["cancel"]),
        ("Kündigung", "Sehr geehrte Damen und Herren\n\nBitte bestätigen Sie den Eingang.", ["cancel"]),
        ("Kündigung", "Wie geht das?", []),
        ("Kündigung", "Ich habe das nicht verlangt.", []),
        ("Newsletter", "please cancel", ["newsletter_off"]),
        ("Re: Musa Accounting Professional renews on 2 March 2027", "please cancel", ["cancel"]),
        ("Re: Cancellation of your subscription", "Thank you!", []),
        ("Fwd: Please cancel my subscription", "What does he mean?", []),
        ("Opzegging", "Ik trek mijn opzegging in.", ["resume"]),
    ],
)
def test_the_subject_speaks_if_the_mail_does_not_say_otherwise(subject, text, kinds):
    assert certain(text, subject) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Please cancel my subscription. No, please do not cancel my subscription.",
        "Please cancel my subscription. If I cancel, do I lose my data?",
        "Please cancel my subscription. Please reactivate my subscription.",
        "Please cancel my subscription. Ignore my last mail.",
        "Please cancel my subscription. But call me first.",
        "Please cancel my subscription. Or can you give me the old price?",
        "Please cancel my subscription. Unless the price goes down.",
        "Please cancel my subscription. No, please don't.",
        "Please cancel my subscription. Is there a lower price?",
    ],
)
def test_a_mail_that_contradicts_itself_is_left_to_a_person(text):
    assert certain(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("pls cancle my subscripton", ["cancel"]),
        ("PLEASE CANCEL MY SUBSCRIPTION!!!", ["cancel"]),
        ("pleasecancelmysubscription", ["cancel"]),
        ("bittekündigen", ["cancel"]),
        ("ich moechte mein abo kuendigen", ["cancel"]),
        ("Bitte mein Abo kündigne", ["cancel"]),
        ("je souhaite resilier mon abonement svp", ["cancel"]),
        ("quiero cancelar mi suscripcion", ["cancel"]),
        ("nao quero cancelar a assinatura", []),
        ("Bitte mein Abo nciht kündigen", []),
    ],
)
def test_slips_of_the_pen_are_forgiven(text, kinds):
    assert certain(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Thank you.\n\nOn Mon, 1 Feb 2027 at 10:00, Musa <shop@musa.example> wrote:\n> Please cancel my subscription",
        "Danke.\n\n-----Ursprüngliche Nachricht-----\nVon: Musa\nBitte kündigen Sie mein Abo",
        "Merci\n\nLe 1 févr. 2027 à 10:00, Musa <shop@musa.example> a écrit :\n\nVeuillez résilier mon abonnement",
        "Grazie\n\nDa: Musa <shop@musa.example>\nInviato: lunedì\nA: me\n\nVorrei disdire il mio abbonamento",
        "Gracias\n\nEl 1 feb 2027, Musa <shop@musa.example> escribió:\nQuiero cancelar mi suscripción",
        "Obrigado\n\nEm 1 de fev. de 2027, Musa <shop@musa.example> escreveu:\nQuero cancelar a minha assinatura",
        "Dank u\n\nOp 1 feb. 2027 schreef Musa <shop@musa.example>:\nIk wil mijn abonnement opzeggen",
        "> Please cancel my subscription\n\nThank you.",
        "You receive this letter because you wrote: please cancel my subscription",
    ],
)
def test_what_others_wrote_is_not_read(text):
    assert certain(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please cancel my subscription", "en"),
        ("Kündigung bitte", "de"),
        ("Merci de résilier", "fr"),
        ("Vorrei disdire", "it"),
        ("Quiero cancelar", "es"),
        ("Quero cancelar a minha assinatura", "pt"),
        ("Ik wil opzeggen", "nl"),
    ],
)
def test_the_language_is_found_in_few_words(text, language):
    assert read(text).language == language


def test_a_mail_in_two_languages_is_read_sentence_by_sentence():
    text = "Bitte kündigen Sie mein Abo. Please take me off the newsletter."
    assert certain(text) == ["cancel", "newsletter_off"]


def test_a_mail_tells_what_it_names_but_keeps_no_key():
    found = read(
        "Please change my e-mail address to anna@new.example. Order ms 100042, key ABCDE-FGHJK-MNPQR-STVWX-YZ234.\n"
        "I have Professional and lost my key ABCDE-FGHJK-MNPQR-STVWX-YZ234"
    )
    assert found.mentions.orders == ("MS-100042",)
    assert found.mentions.addresses == ("anna@new.example",)
    assert found.mentions.key_quoted
    assert found.new_address == "anna@new.example"
    assert "FGHJK" not in str(found)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Please cancel my subscription, order MS-100042.", ["cancel"]),
        ("Bitte kündigen Sie mein Abo (Bestellnummer: MS-100042).", ["cancel"]),
        ("Je souhaite résilier mon abonnement (commande n° MS-100042).", ["cancel"]),
        ("Please cancel my subscription and order MS-100042.", ["cancel", "withdrawal"]),
        ("Please cancel my order MS-100042.", ["withdrawal"]),
    ],
)
def test_an_order_that_only_says_what_is_meant_is_not_cancelled(text, kinds):
    assert [wish.kind for wish in understand("", text).wishes] == kinds


def test_a_wish_shows_the_sentence_and_the_rule():
    (wish,) = read("Hello\n\nI am retiring. Please cancel my subscription. Thanks").wishes
    assert (wish.kind, wish.sentence, wish.rule) == ("cancel", "Please cancel my subscription.", "asked:cancel+sub")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n\n", "?", "…", "\x00", ">" * 5000, "cancel " * 20_000, "a" * 100_000, "é" * 9),
        # each of these was once gone through anew from every sign on
        *("--" + " " * 19_000 + "x", "cancel Nr. 5 " * 1500, "ABCDE-" * 3000, "please cancel " + "a" * 19_000),
    ],
)
def test_odd_mails_are_read_without_harm(text):
    assert read(text).wishes
    assert read("", text).wishes


def strange_words(count: int) -> list[str]:
    """Return words that no language knows: each is as long as a real one, and none is like another."""
    signs = "bcdfghjkqvwxz"
    return ["".join(signs[(number * 7919 >> 2 * place) % len(signs)] for place in range(8)) for number in range(count)]


def test_no_more_than_some_strange_words_of_a_mail_are_mended():
    correction.cache_clear()
    read(". ".join(strange_words(2000)))
    assert correction.cache_info().misses <= len(LANGUAGES) * (MOST_REPAIRS + 30)  # the language is found by thirty


def test_a_wish_among_more_strange_words_is_left_to_a_person():
    asked = "Please cancel my subscription. "
    assert certain(asked + ". ".join(strange_words(MOST_REPAIRS - 1))) == ["cancel"]
    assert certain(asked + ". ".join(strange_words(MOST_REPAIRS + 50))) == []
    assert "length" in doubts(asked + ". ".join(strange_words(MOST_REPAIRS + 50)))


def about(text: str, subject: str = "") -> list[tuple[str, ...]]:
    """Return which products and plans the wish is about."""
    plans = ("Free", "Professional", "Premium Plus")
    (wish,) = understand(subject, text, names=("Musa Notation", "Musa Notation Studio", "Musa Tax"), plans=plans).wishes
    return [wish.about.products, wish.about.plans]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Please cancel my Professional subscription.", [(), ("Professional",)]),
        ("Please cancel Professional.", [(), ("Professional",)]),
        ("Bitte mein Abo Musa Tax Premium Plus kündigen", [("Musa Tax",), ("Premium Plus",)]),
        ("Je résilie mon abonnement Musa Notation Studio.", [("Musa Notation Studio",), ()]),
        ("Please cancel my free plan.", [(), ("Free",)]),
        ("Please cancel my subscription. Feel free to contact me.", [(), ()]),
        ("Please cancel my subscription, and feel free to contact me.", [(), ()]),
        ("Thank you for the professional support. Please cancel my subscription.", [(), ()]),
        ("I now use Musa Notation. Please cancel my subscription.", [(), ()]),
        ("I have Musa Notation Professional. Please cancel.", [("Musa Notation",), ("Professional",)]),
        ("I now use Musa Notation; please cancel my Musa Tax subscription.", [("Musa Tax",), ()]),
        ("Please cancel my subscription because I keep the free version.", [(), ()]),
    ],
)
def test_a_plan_is_named_where_a_subscription_is_spoken_of(text, named):
    assert about(text) == named


@pytest.mark.parametrize("subject", ["Musa Tax Professional", "Re: Musa Tax Professional renews on 2 March 2027"])
def test_the_subject_tells_what_the_mail_is_about_unless_it_says_so_itself(subject):
    assert about("Please cancel my subscription.", subject) == [("Musa Tax",), ("Professional",)]
    assert about("Please cancel my Musa Notation subscription.", subject) == [("Musa Notation",), ()]
