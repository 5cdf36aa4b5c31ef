from django.apps import AppConfig


class Tickets(AppConfig):
    name = "abaca.support.tickets"
    label = "support_tickets"
