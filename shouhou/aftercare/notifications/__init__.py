"""Who is told what, when, and by which transport.

Nouns: Notice (what a person is told, in the product), Delivery (one copy of it by one transport to one address), Preference.
Verb: tell. Other rooms never write to people; this room listens to them. A channel registers a `Transport`.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.aftercare.notifications.telling import tell
    from shouhou.aftercare.notifications.transports import Away, Transport, register

__all__ = ["Away", "Transport", "register", "tell"]
__getattr__ = facade(__name__, {"Away": "transports", "Transport": "transports", "register": "transports", "tell": "telling"})
