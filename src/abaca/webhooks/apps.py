from django.apps import AppConfig


class Webhooks(AppConfig):
    name = "abaca.webhooks"
    label = "webhooks"
