from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    name = "ami.territoires"
    label = "territoires"
    verbose_name = "Territoires"
