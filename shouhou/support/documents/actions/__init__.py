from shouhou.support.documents.actions.render import prepare, set_rendition
from shouhou.support.documents.actions.write import add_document, replace_file
from shouhou.support.shelf.verbs import download, favour, publish, read, unfavour, withdraw
from shouhou.support.shelf.verbs import edit as edit_document
from shouhou.support.shelf.verbs import remove as remove_document

__all__ = ["add_document", "download", "edit_document", "favour", "prepare", "publish", "read", "remove_document", "replace_file", "set_rendition",
           "unfavour", "withdraw"]
