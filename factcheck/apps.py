from django.apps import AppConfig


class FactcheckConfig(AppConfig):
    name = "factcheck"

    def ready(self) -> None:
        from factcheck import checks  # noqa: F401  registers the deploy checks
