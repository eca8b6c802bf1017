"""What somebody was writing, kept until it is sent: it survives a closed tab, another machine and a refused save."""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.drafts.keeping import discard, load, save

__all__ = ["discard", "load", "save"]
__getattr__ = facade(__name__, {"discard": "keeping", "load": "keeping", "save": "keeping"})
