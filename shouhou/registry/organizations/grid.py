"""客户, 服务机构, 人员, 角色与人员, 客户用户: the lists of companies and of the people in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import CharField, Count, IntegerField, OuterRef, QuerySet, StringAgg, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.access.models import Grant, Role
from shouhou.foundation.access.rights import built_in_labels
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Column, Edit, Grid, register
from shouhou.foundation.grid.editing import FlagField, one_of, text_field
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.registry.organizations.actions import close_account, edit_organization, open_account, set_company_admin, set_departments
from shouhou.registry.organizations.forms import consultants
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.people import CUSTOMER_ROLES, staff, staff_roles

SEPARATOR = "\n"
KINDS = (Organization.Kind.CUSTOMER, Organization.Kind.AGENCY)


def companies(user: Any) -> QuerySet[Organization]:
    """Customers and agencies this person may see, each with the number of its people."""
    people = Membership.objects.filter(organization=OuterRef("pk")).order_by().values("organization").annotate(n=Count("pk")).values("n")
    return Organization.objects.visible_to(user).filter(kind__in=KINDS).annotate(
        people=Coalesce(Subquery(people, output_field=IntegerField()), 0))


def fact(name: str, field: Callable[[], forms.Field], path: str = "") -> Edit:
    """A fact of a company, changed as its form does."""

    def act(pk: int, value: Any, by: User) -> None:
        company = Organization.objects.visible_to(by).filter(pk=pk, kind__in=KINDS).first()
        if company is None:
            raise Refused(_text("您看不到这家单位。"))
        edit_organization(company, by=by, **{name: value})

    return Edit(lambda user: field(), act, "organizations.edit", field=path)


CONSULTANT = fact("consultant", lambda: one_of(consultants(), required=False, nobody=_text("暂不指定")), "consultant_id")
ADDRESS = fact("address", lambda: text_field(200))
REGION = fact("region", lambda: text_field(60))
PARENT = fact("parent", lambda: one_of(Organization.objects.filter(kind=Organization.Kind.AGENCY).order_by("sort_key"), required=False, nobody=_text("无")),
              "parent_id")
KIND = fact("kind", lambda: forms.ChoiceField(choices=[(kind.value, kind.label) for kind in KINDS]))


def sound(_row: dict[str, Any], value: str) -> SafeString:
    """The pinyin of a name without the key it is sorted by."""
    return SafeString(escape(value.rpartition(" ")[2]))


CUSTOMERS = register(Grid(
    key="customers", label=_("客户"), capability="organizations.read", rows=companies, sort=("name",), title="name",
    url=lambda row: f"/workbench/customers/{row['pk']}/",
    columns=(
        Column("name", _("单位名称"), "name", sort="sort_key", width=280, groups=False),
        Column("kind", _("类别"), "kind", "choice", choices=lambda user: [(kind.value, kind.label) for kind in KINDS], width=100, edit=KIND),
        Column("code", _("客户编码"), "code", "code", width=130),
        Column("consultant", _("责任顾问"), "consultant__name", sort="consultant__sort_key", width=120, edit=CONSULTANT),
        Column("region", _("所属区域"), "region", sort="region_key", width=120, edit=REGION),
        Column("parent", _("上级机构"), "parent__name", sort="parent__sort_key", width=160, is_shown=False, edit=PARENT),
        Column("people", _("用户"), "people", "number", width=90, sums=True, groups=False),
        Column("phone", _("电话"), "phone", "code", width=140, is_shown=False, groups=False),
        Column("address", _("地址"), "address", width=240, is_shown=False, groups=False, edit=ADDRESS),
        Column("short_name", _("简称"), "short_name", width=120, is_shown=False, groups=False),
        Column("sound", _("拼音"), "sort_key", "code", width=160, is_shown=False, groups=False, shown=sound),
        Column("created", _("登记时间"), "created_at", "moment", width=150, is_shown=False),
    )))


def agencies(user: Any) -> QuerySet[Organization]:
    """The agencies, each with the number of the companies below it and of its people."""
    below = Organization.objects.filter(parent=OuterRef("pk"), kind__in=KINDS).order_by().values("parent").annotate(n=Count("pk")).values("n")
    return companies(user).filter(kind=Organization.Kind.AGENCY).annotate(below=Coalesce(Subquery(below, output_field=IntegerField()), 0))


AGENCIES = register(Grid(
    key="agencies", label=_("服务机构"), capability="organizations.read", rows=agencies, sort=("name",), title="name",
    url=lambda row: f"/workbench/customers/{row['pk']}/",
    columns=(
        Column("name", _("单位名称"), "name", sort="sort_key", width=280, groups=False),
        Column("parent", _("上级机构"), "parent__name", sort="parent__sort_key", width=220, edit=PARENT),
        Column("region", _("所属区域"), "region", sort="region_key", width=150, edit=REGION),
        Column("phone", _("电话"), "phone", "code", width=140, groups=False),
        Column("consultant", _("负责人"), "consultant__name", sort="consultant__sort_key", width=120, edit=CONSULTANT),
        Column("below", _("下级单位"), "below", "number", width=110, sums=True, groups=False),
        Column("people", _("用户"), "people", "number", width=90, sums=True, groups=False),
        Column("code", _("客户编码"), "code", "code", width=130, is_shown=False),
        Column("address", _("地址"), "address", width=240, is_shown=False, groups=False, edit=ADDRESS),
        Column("created", _("登记时间"), "created_at", "moment", width=150, is_shown=False),
    )))


def colleagues(user: Any) -> QuerySet[User]:
    """The vendor's people, each with the codes of the roles held."""
    if not can(user, "organizations.staff"):
        return User.objects.none()
    held = Grant.objects.filter(user=OuterRef("pk")).order_by().values("user").annotate(codes=StringAgg("role", Value(","))).values("codes")
    given = Grant.objects.filter(user=OuterRef(OuterRef("pk"))).values("role")
    own = Role.objects.filter(code__in=given).order_by().annotate(one=Value(1)).values("one").annotate(
        labels=StringAgg("label", Value(SEPARATOR), order_by="id")).values("labels")
    return staff().annotate(roles=Coalesce(Subquery(held, output_field=CharField()), Value("")),
                            own_roles=Coalesce(Subquery(own, output_field=CharField()), Value("")))


def of_role(rows: QuerySet[Any], user: Any, own: Mapping[str, str]) -> QuerySet[Any]:
    """Those who hold the role of the address."""
    role = own.get("role", "")
    return rows.filter(pk__in=Grant.objects.filter(role=role).values("user")) if role in staff_roles() else rows


def in_words(row: dict[str, Any], value: str) -> SafeString:
    """Roles by their labels: those of the product, then the installation's own."""
    product = built_in_labels()
    words = [product[code] for code in value.split(",") if code in product and code not in CUSTOMER_ROLES]
    return SafeString(escape(_text("、").join([*words, *filter(None, row["own_roles"].split(SEPARATOR))])))


def in_use(_row: dict[str, Any], value: bool) -> SafeString:
    return state_badge("active", _text("在用")) if value else state_badge("disabled", _text("已停用"))


def employ(pk: int, active: bool, by: User) -> None:
    """停用 or 启用 of a colleague's account."""
    person = colleagues(by).filter(pk=pk).first()
    if person is None:
        raise Refused(_text("您看不到这个人。"))
    (open_account if active else close_account)(person, by=by)


ACTIVE = Edit(lambda user: FlagField(_text("在用"), _text("已停用")), employ, "organizations.staff")

PEOPLE = register(Grid(
    key="staff", label=_("人员"), capability="organizations.staff", rows=colleagues, narrow=of_role, sort=("username",), title="name", extra=("own_roles",),
    url=lambda row: f"/workbench/people/{row['pk']}/",
    columns=(
        Column("name", _("姓名"), "name", sort="sort_key", width=140, groups=False),
        Column("username", _("用户名"), "username", "code", sort="username_key", width=140, groups=False),
        Column("roles", _("角色"), "roles", width=220, searched=False, groups=False, shown=in_words),
        Column("phone", _("联系电话"), "phone", "code", width=140, groups=False),
        Column("email", _("邮箱"), "email", width=200, is_shown=False, groups=False),
        Column("active", _("状态"), "is_active", "flag", width=100, shown=in_use, edit=ACTIVE),
        Column("seen", _("最近登录"), "last_login", "moment", width=150),
        Column("second", _("两步验证"), "has_second_factor", "flag", width=100, is_shown=False),
        Column("created", _("登记时间"), "created_at", "moment", width=150, is_shown=False),
    )))


def granted(user: Any) -> QuerySet[Grant]:
    """Which of the vendor's people holds which role."""
    return Grant.objects.filter(user__in=colleagues(user).values("pk")).exclude(role__in=CUSTOMER_ROLES)


GRANTS = register(Grid(
    key="grants", label=_("角色与人员"), capability="organizations.staff", rows=granted, sort=("role", "name"), groups=("role",), title="name",
    url=lambda row: f"/workbench/people/{row['user_id']}/", extra=("user_id",),
    columns=(
        Column("role", _("角色"), "role", "choice", choices=lambda user: list(staff_roles().items()), width=160),
        Column("name", _("姓名"), "user__name", sort="user__sort_key", width=140, groups=False),
        Column("username", _("用户名"), "user__username", "code", sort="user__username_key", width=150, groups=False),
        Column("active", _("状态"), "user__is_active", "flag", width=100, shown=in_use),
        Column("granted", _("授予时间"), "granted_at", "moment", width=150),
        Column("seen", _("最近登录"), "user__last_login", "moment", width=150),
        Column("second", _("两步验证"), "user__has_second_factor", "flag", width=100),
    )))


def members(user: Any) -> QuerySet[Membership]:
    """Whoever belongs to a company this person may see; one line for each company."""
    return Membership.objects.filter(organization__in=Organization.objects.visible_to(user).filter(kind__in=KINDS))


def member(pk: int, by: User) -> Membership:
    found = members(by).select_related("organization", "user").filter(pk=pk).first()
    if found is None:
        raise Refused(_text("您看不到这个人。"))
    return found


def place(pk: int, department: str, by: User) -> None:
    found = member(pk, by)
    set_departments(found.organization, {pk: department}, shares=found.organization.share_in_department, by=by)


DEPARTMENT = Edit(lambda user: text_field(60), place, "organizations.edit")
ADMIN = Edit(lambda user: FlagField(_text("是"), _text("否")), lambda pk, value, by: set_company_admin(member(pk, by), value, by=by), "organizations.edit")

MEMBERS = register(Grid(
    key="members", label=_("客户用户"), capability="organizations.read", rows=members, sort=("company", "name"), title="name",
    url=lambda row: f"/workbench/customers/{row['organization_id']}/#people", extra=("organization_id",),
    columns=(
        Column("name", _("姓名"), "user__name", sort="user__sort_key", width=130, groups=False),
        Column("username", _("用户名"), "user__username", "code", sort="user__username_key", width=150, groups=False),
        Column("company", _("单位名称"), "organization__name", sort="organization__sort_key", width=260),
        Column("department", _("部门"), "department", sort="department_key", width=120, edit=DEPARTMENT),
        Column("admin", _("单位管理员"), "is_admin", "flag", width=130, edit=ADMIN),
        Column("phone", _("联系电话"), "user__phone", "code", width=140, groups=False),
        Column("active", _("状态"), "user__is_active", "flag", width=100, shown=in_use),
        Column("seen", _("最近登录"), "user__last_login", "moment", width=150),
        Column("email", _("邮箱"), "user__email", width=200, is_shown=False, groups=False),
        Column("consultant", _("责任顾问"), "organization__consultant__name", sort="organization__consultant__sort_key", width=120, is_shown=False),
        Column("since", _("加入时间"), "since", "moment", width=150, is_shown=False),
    )))
