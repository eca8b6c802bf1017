"""Who may do what: capabilities, roles, the guard on every route, refusals.

A route names its capability by `allow`; which rows a person sees is the `visible_to` of the model; whether a verb
fits the state is for the action, which raises `Refused`. There is no fourth place.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.access.guard import PUBLIC, SIGNED_IN, allow
    from shouhou.foundation.access.refused import Refused, beside
    from shouhou.foundation.access.registry import declare
    from shouhou.foundation.access.rights import can, capabilities_of, grant, holders, revoke

__all__ = ["PUBLIC", "SIGNED_IN", "Refused", "allow", "beside", "can", "capabilities_of", "declare", "grant", "holders", "revoke"]
__getattr__ = facade(__name__, {
    "PUBLIC": "guard", "Refused": "refused", "SIGNED_IN": "guard", "allow": "guard", "beside": "refused", "can": "rights",
    "capabilities_of": "rights", "declare": "registry", "grant": "rights", "holders": "rights", "revoke": "rights",
})
