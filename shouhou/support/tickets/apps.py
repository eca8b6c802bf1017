from django.apps import AppConfig


class Tickets(AppConfig):
    name = "shouhou.support.tickets"
    label = "tickets"
