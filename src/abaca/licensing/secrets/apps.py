from django.apps import AppConfig


class Secrets(AppConfig):
    name = "abaca.licensing.secrets"
    label = "licensing_secrets"
