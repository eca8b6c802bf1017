"""What happened, to what, by whom.

`record` writes a row in the transaction of the verb and calls those who listen, in the same transaction: either all of
it happened or nothing. Work that leaves the process goes through `jobs`, which is a row in this transaction as well.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.events.recording import on, record, record_many, subject_of, timeline

__all__ = ["on", "record", "record_many", "subject_of", "timeline"]
__getattr__ = facade(__name__, {"on": "recording", "record": "recording", "record_many": "recording", "subject_of": "recording", "timeline": "recording"})
