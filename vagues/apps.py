from django.apps import AppConfig


class VaguesConfig(AppConfig):
    name = "vagues"
