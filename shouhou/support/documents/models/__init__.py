from shouhou.support.documents.models.document import Document, Edition
from shouhou.support.documents.models.reader import Favourite, Reading

__all__ = ["Document", "Edition", "Favourite", "Reading"]
