from django.apps import AppConfig


class Journal(AppConfig):
    name = "abaca.journal"
    label = "journal"
