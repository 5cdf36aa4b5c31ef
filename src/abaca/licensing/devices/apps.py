from django.apps import AppConfig


class Devices(AppConfig):
    name = "abaca.licensing.devices"
    label = "licensing_devices"
