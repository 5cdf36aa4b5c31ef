from django.apps import AppConfig


class Licences(AppConfig):
    name = "abaca.licensing.licences"
    label = "licensing_licences"
