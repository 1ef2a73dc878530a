"""Configuration of the app."""

from django.apps import AppConfig


class FichiersConfig(AppConfig):
    name = "ami.fichiers"
    label = "fichiers"
    verbose_name = "fichiers"
