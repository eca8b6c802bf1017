from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "shouhou.support.courses"
    label = "courses"
