from shouhou.support.board.models.deflection import Deflection
from shouhou.support.board.models.publicity import Publicity
from shouhou.support.board.models.reader import Kept, Seen, Tally

__all__ = ["Deflection", "Kept", "Publicity", "Seen", "Tally"]
