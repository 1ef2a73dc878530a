from django.apps import AppConfig


class FichiersConfig(AppConfig):
    name = "ami.fichiers"
    verbose_name = "Fichiers"
