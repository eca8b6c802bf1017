"""What somebody was writing, kept until it is sent: it survives a closed tab, another machine and a refused save."""

from shouhou.foundation.drafts.keeping import discard, load, save

__all__ = ["discard", "load", "save"]
