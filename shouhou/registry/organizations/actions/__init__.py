"""The verbs of this room."""

from shouhou.registry.organizations.actions.add import add_organization, edit_organization, set_sharing
from shouhou.registry.organizations.actions.close_account import close_account, open_account
from shouhou.registry.organizations.actions.configure import configure
from shouhou.registry.organizations.actions.departments import set_departments
from shouhou.registry.organizations.actions.enrol import Enrolled, edit_person, enrol, set_company_admin
from shouhou.registry.organizations.actions.hire import create_admin, hire, set_roles
from shouhou.registry.organizations.actions.merge import merge, undo_merge
from shouhou.registry.organizations.actions.reset_password import reset_password, take_second_factor
from shouhou.registry.organizations.actions.switch import switch

__all__ = [
    "Enrolled", "add_organization", "close_account", "configure", "create_admin", "edit_organization", "edit_person", "enrol", "hire",
    "merge", "open_account", "reset_password", "set_company_admin", "set_departments", "set_roles", "set_sharing", "switch", "take_second_factor",
    "undo_merge",
]
