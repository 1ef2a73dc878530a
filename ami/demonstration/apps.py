from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "ami.demonstration"
    label = "demonstration"
    verbose_name = "Démonstration"
