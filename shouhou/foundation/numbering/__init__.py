"""Document numbers without gap or double.

The counter row is locked until the transaction of the verb ends, so a number is used by exactly one document, and a verb
that is rolled back leaves none missing.
"""

from shouhou.foundation.numbering.taking import take, take_many

__all__ = ["take", "take_many"]
