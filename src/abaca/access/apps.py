from django.apps import AppConfig


class Access(AppConfig):
    name = "abaca.access"
    label = "access"
