"""The colours of an asset's states."""

from shouhou.foundation.ui import states

states.declare({"made": "grey", "registered": "green", "retired": "red"})
