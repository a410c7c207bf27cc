from django.apps import AppConfig


class SilencesConfig(AppConfig):
    name = "journeys.silences"
