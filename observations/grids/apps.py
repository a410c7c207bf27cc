from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "observations.grids"
