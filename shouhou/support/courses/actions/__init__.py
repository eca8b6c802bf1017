from shouhou.support.courses.actions.beside import set_captions, set_poster
from shouhou.support.courses.actions.play import open_course, play
from shouhou.support.courses.actions.prepare import prepare
from shouhou.support.courses.actions.write import add_course, replace_file
from shouhou.support.shelf.verbs import download, favour, publish, unfavour, withdraw
from shouhou.support.shelf.verbs import edit as edit_course
from shouhou.support.shelf.verbs import remove as remove_course

__all__ = ["add_course", "download", "edit_course", "favour", "open_course", "play", "prepare", "publish", "remove_course", "replace_file",
           "set_captions", "set_poster", "unfavour", "withdraw"]
