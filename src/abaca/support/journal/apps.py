from django.apps import AppConfig


class Journal(AppConfig):
    name = "abaca.support.journal"
    label = "support_journal"
