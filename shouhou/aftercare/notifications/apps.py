from django.apps import AppConfig


class Notifications(AppConfig):
    name = "shouhou.aftercare.notifications"
    label = "notifications"
