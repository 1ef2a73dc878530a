from django.apps import AppConfig


class PilotageConfig(AppConfig):
    name = "ami.pilotage"
    label = "pilotage"
    verbose_name = "Pilotage"
