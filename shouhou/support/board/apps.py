from django.apps import AppConfig


class Board(AppConfig):
    name = "shouhou.support.board"
    label = "board"
