from django.apps import AppConfig


class Console(AppConfig):
    name = "abaca.console"
    label = "console"
