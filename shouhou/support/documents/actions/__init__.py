from shouhou.support.documents.actions.keep import download, favour, read, unfavour
from shouhou.support.documents.actions.publish import publish, withdraw
from shouhou.support.documents.actions.render import prepare, set_rendition
from shouhou.support.documents.actions.write import add_document, edit_document, remove_document, replace_file

__all__ = ["add_document", "download", "edit_document", "favour", "prepare", "publish", "read", "remove_document", "replace_file", "set_rendition",
           "unfavour", "withdraw"]
