from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "ami.comptes"
    label = "comptes"
    verbose_name = "Comptes et rôles"
