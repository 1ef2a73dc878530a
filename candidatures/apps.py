from importlib import import_module

from django.apps import AppConfig


class CandidaturesConfig(AppConfig):
    name = "candidatures"

    def ready(self) -> None:
        """Register what this floor asks of an act on a wave: models are loaded only by now."""
        import_module("candidatures.conditions")
