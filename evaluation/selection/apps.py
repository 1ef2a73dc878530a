from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "evaluation.selection"
    label = "selection"
    verbose_name = "Sélection"
