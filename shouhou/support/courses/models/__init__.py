from shouhou.support.courses.models.course import Course
from shouhou.support.courses.models.reader import Favourite, Visit

__all__ = ["Course", "Favourite", "Visit"]
