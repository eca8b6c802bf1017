"""The permission matrix: every capability against every role that comes with the product, and the addresses each opens."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from shouhou.foundation.access.checks import routes
from shouhou.foundation.access.guard import PUBLIC, SIGNED_IN
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.access.rights import capabilities_of_role
from shouhou.foundation.access.roles import ROLES

HEAD = """# 权限矩阵

由 `bin/matrix` 从代码生成，不要手工修改；测试保证它与代码一致。● 表示这个角色有这项权限。权限决定能不能进门；进门后看到哪些行由每个模型的
`visible_to` 决定，此刻能不能做由每个动作决定。自建角色由管理员在“角色”里组合，不在此表。
"""


def written() -> str:
    """The whole document, in Chinese, ending with a line break."""
    opens: dict[str, list[str]] = defaultdict(list)
    for where, route in routes():
        opens[str(getattr(route.callback, "capability", ""))].append("/" + where)
    lines = [HEAD, "## 角色与权限", "", "| 权限 | " + " | ".join(_(label) for label, _patterns in ROLES.values()) + " |",
             "|---|" + ":-:|" * len(ROLES)]
    for code in sorted(CAPABILITIES):
        marks = " | ".join("●" if code in capabilities_of_role(role) else "" for role in ROLES)
        lines.append(f"| {_(CAPABILITIES[code])}<br>`{code}` | {marks} |")
    lines += ["", "## 权限与地址", "", "| 权限 | 地址 |", "|---|---|"]
    for code in (PUBLIC, SIGNED_IN, *sorted(CAPABILITIES)):
        if code in opens:
            label = {PUBLIC: _("任何人"), SIGNED_IN: _("已登录的人")}.get(code) or _(CAPABILITIES[code])
            lines.append(f"| {label}<br>`{code}` | " + "<br>".join(f"`{place}`" for place in sorted(set(opens[code]))) + " |")
    return "\n".join(lines) + "\n"
