from shouhou.support.courses.actions.beside import set_captions, set_poster
from shouhou.support.courses.actions.keep import download, favour, open_course, play, unfavour
from shouhou.support.courses.actions.prepare import prepare
from shouhou.support.courses.actions.publish import publish, withdraw
from shouhou.support.courses.actions.write import add_course, edit_course, remove_course, replace_file

__all__ = ["add_course", "download", "edit_course", "favour", "open_course", "play", "prepare", "publish", "remove_course", "replace_file",
           "set_captions", "set_poster", "unfavour", "withdraw"]
