from django.apps import AppConfig


class Workflows(AppConfig):
    name = "abaca.licensing.workflows"
    label = "licensing_workflows"
