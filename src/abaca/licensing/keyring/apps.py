from django.apps import AppConfig


class Keyring(AppConfig):
    name = "abaca.licensing.keyring"
    label = "licensing_keyring"
