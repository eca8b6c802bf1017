from shouhou.support.knowledge.models.article import Article, Revision
from shouhou.support.knowledge.models.asked import Asked
from shouhou.support.knowledge.models.category import Category
from shouhou.support.knowledge.models.reader import Favourite, Reading, Vote

__all__ = ["Article", "Asked", "Category", "Favourite", "Reading", "Revision", "Vote"]
