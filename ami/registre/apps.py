from django.apps import AppConfig


class RegistreConfig(AppConfig):
    name = "ami.registre"
    label = "registre"
    verbose_name = "Registres publics"
