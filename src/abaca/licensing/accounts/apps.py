from django.apps import AppConfig


class Accounts(AppConfig):
    name = "abaca.licensing.accounts"
    label = "licensing_accounts"
