from django.apps import AppConfig


class Design(AppConfig):
    name = "abaca.design"
    label = "design"
