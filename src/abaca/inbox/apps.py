from django.apps import AppConfig


class Inbox(AppConfig):
    name = "abaca.inbox"
    label = "inbox"
