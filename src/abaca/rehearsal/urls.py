"""The addresses of the stage; config/urls.py mounts them in a rehearsal only."""

from django.urls import path

from . import bank, cards, home, mailbox, three_d_secure, time_machine, wallets, writing

app_name = "rehearsal"

urlpatterns = [
    path("", home.home, name="home"),
    path("time/", time_machine.time_machine, name="time"),
    path("mailbox/", mailbox.people, name="mailbox"),
    path("mailbox/write/", writing.write, name="write"),
    path("mailbox/<str:letter_id>/", mailbox.letter, name="letter"),
    path("mailbox/<str:letter_id>/body/", mailbox.body, name="letter_body"),
    path("mailbox/<str:letter_id>/files/<int:place>/", mailbox.file, name="letter_file"),
    path("bank/", bank.desk, name="bank"),
    path("bank/<str:number>/", bank.book_order, name="bank_order"),
    # without a slash at its end: the payment company's answer carries this very address
    path("3-d-secure/<str:ref>", three_d_secure.question, name="three_d_secure"),
    path("cards/", cards.cards, name="cards"),
    path("wallets/", wallets.wallets, name="wallets"),
]
