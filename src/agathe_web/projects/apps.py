"""Application of the projects pages."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """See the package."""

    name = "agathe_web.projects"
