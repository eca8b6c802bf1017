"""Staff's pages: 客户, 人员, 厂商资料."""

from __future__ import annotations

from django.urls import path

from shouhou.foundation.access import allow
from shouhou.registry.organizations.workbench import accounts, agencies, customers, departments, merging, people, persons, regions, vendor

urlpatterns = [
    path("customers/", allow("organizations.read", customers.customers), name="customers"),
    path("customers/people/", allow("organizations.read", customers.members), name="members"),
    path("customers/new/", allow("organizations.edit", customers.new), name="new_customer"),
    path("customers/<int:pk>/", allow("organizations.read", customers.customer), name="customer"),
    path("customers/<int:pk>/facts/", allow("organizations.edit", customers.edit), name="edit_customer"),
    path("customers/<int:pk>/sharing/", allow("organizations.edit", customers.sharing), name="customer_sharing"),
    path("customers/<int:pk>/people/new/", allow("organizations.edit", persons.new), name="new_person"),
    path("customers/<int:pk>/people/<int:user>/", allow("organizations.edit", persons.edit), name="edit_person"),
    path("customers/<int:pk>/people/<int:user>/administration/", allow("organizations.edit", persons.administration), name="person_admin"),
    path("accounts/<int:user>/password/", allow("organizations.reset_password", accounts.password), name="person_password"),
    path("accounts/<int:user>/closure/", allow("organizations.edit", accounts.closure), name="person_closure"),
    path("accounts/<int:user>/second-factor/", allow("organizations.edit", accounts.second_factor), name="person_second_factor"),
    path("agencies/", allow("organizations.read", agencies.agencies), name="agencies"),
    path("agencies/tree/", allow("organizations.read", agencies.levels), name="agency_tree"),
    path("agencies/<int:pk>/parent/", allow("organizations.edit", agencies.parent), name="agency_parent"),
    path("customers/<int:pk>/departments/", allow("organizations.edit", departments.departments), name="customer_departments"),
    path("customers/<int:pk>/merge/", allow("organizations.merge", merging.new), name="merge_customer"),
    path("customers/<int:pk>/merges/<int:merge>/undo/", allow("organizations.merge", merging.undo), name="undo_merge"),
    path("regions/", allow("organizations.read", regions.regions), name="regions"),
    path("people/", allow("organizations.staff", people.people), name="staff"),
    path("people/roles/", allow("organizations.staff", people.grants), name="grants"),
    path("people/new/", allow("organizations.staff", people.new), name="new_staff"),
    path("people/<int:user>/", allow("organizations.staff", people.edit), name="edit_staff"),
    path("settings/vendor/", allow("organizations.configure", vendor.profile), name="vendor_profile"),
]
