from django.apps import AppConfig


class Operations(AppConfig):
    name = "abaca.operations"
    label = "operations"
