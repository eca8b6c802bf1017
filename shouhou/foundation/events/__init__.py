"""What happened, to what, by whom.

`record` writes a row in the transaction of the verb and calls those who listen, in the same transaction: either all of
it happened or nothing. Work that leaves the process goes through `jobs`, which is a row in this transaction as well.
"""

from shouhou.foundation.events.recording import on, record, subject_of, timeline

__all__ = ["on", "record", "subject_of", "timeline"]
