from shouhou.support.knowledge.actions.categories import add_category, edit_category, remove_category
from shouhou.support.knowledge.actions.keep import note_search, vote
from shouhou.support.knowledge.actions.review import review, withdraw
from shouhou.support.knowledge.actions.write import add_article, edit_article, place_in, remove_article
from shouhou.support.shelf.verbs import favour, read, unfavour

__all__ = ["add_article", "add_category", "edit_article", "edit_category", "favour", "note_search", "place_in", "read", "remove_article",
           "remove_category", "review", "unfavour", "vote", "withdraw"]
