from django.apps import AppConfig


class CommunConfig(AppConfig):
    name = "ami.commun"
    label = "commun"
    verbose_name = "Commun"
