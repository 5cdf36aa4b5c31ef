from django.apps import AppConfig


class Journal(AppConfig):
    name = "abaca.licensing.journal"
    label = "licensing_journal"
