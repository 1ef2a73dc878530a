from importlib import import_module

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"

    def ready(self) -> None:
        """Register what this floor asks of a wave that opens: models are loaded only by now."""
        import_module("evaluation.conditions")
