"""The verbs of this room."""

from shouhou.registry.assets.actions.correct import correct
from shouhou.registry.assets.actions.list_serial import list_serial
from shouhou.registry.assets.actions.look_up import Found, look_up
from shouhou.registry.assets.actions.register import register
from shouhou.registry.assets.actions.retire import retire, return_to_use
from shouhou.registry.assets.actions.transfer import transfer

__all__ = ["Found", "correct", "list_serial", "look_up", "register", "retire", "return_to_use", "transfer"]
