from django.apps import AppConfig


class Facades(AppConfig):
    name = "abaca.licensing.facades"
    label = "licensing_facades"
