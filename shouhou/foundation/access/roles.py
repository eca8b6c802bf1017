"""The roles that come with the product. A pattern ending in `.*` means every capability of that room."""

from django.utils.translation import gettext_noop as _

ROLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "customer": (_("客户用户"), ("grid.export", "tickets.ask", "tickets.read_own", "tickets.follow_up", "tickets.send_back", "tickets.close_own",
        "products.read", "joining.apply", "wechat.bind", "portal.home", "assets.read_own", "agreements.read_own")),
    "customer_admin": (_("客户管理员"), ("grid.export", "tickets.ask", "tickets.read_own", "tickets.read_company", "tickets.follow_up", "tickets.send_back",
        "tickets.close_own", "products.read", "organizations.read_own", "joining.apply", "joining.decide_own", "wechat.bind", "portal.home",
        "assets.read_own", "agreements.read_own", "agreements.reset_pin")),
    "consultant": (_("顾问"), ("grid.export", "workbench.home", "tickets.desk", "tickets.read_queue", "tickets.accept", "tickets.handle", "tickets.note",
        "tickets.transfer", "tickets.file_for", "products.read", "organizations.read", "organizations.reset_password", "organizations.answer_for",
        "wechat.bind", "assets.read", "agreements.verify", "agreements.leads")),
    "hotline": (_("热线坐席"), ("grid.export", "workbench.home", "joining.recover", "tickets.desk", "tickets.read_queue", "tickets.file_for",
        "tickets.note", "products.read",
        "organizations.read", "wechat.bind", "assets.read", "agreements.verify", "agreements.leads")),
    "dispatcher": (_("调度"), ("grid.export", "workbench.home", "tickets.desk", "tickets.read_all", "tickets.transfer", "tickets.note", "tickets.file_for",
        "products.read", "organizations.read", "wechat.bind", "assets.read", "agreements.read", "agreements.codes", "agreements.verify",
        "agreements.leads")),
    "supervisor": (_("主管"), ("grid.*", "workbench.home", "joining.decide", "joining.recover", "tickets.desk", "tickets.read_all", "tickets.accept",
        "tickets.handle", "tickets.note",
        "tickets.transfer", "tickets.close", "tickets.file_for", "tickets.ageing", "products.read",
        "organizations.read", "organizations.answer_for", "organizations.reset_password", "organizations.reset_any_password",
        "wechat.bind", "assets.read", "agreements.read", "agreements.codes", "agreements.verify", "agreements.leads")),
    "knowledge_editor": (_("知识编辑"), ("grid.export", "workbench.home", "tickets.desk", "tickets.read_all", "products.read")),
    "knowledge_reviewer": (_("知识审核"), ("grid.export", "workbench.home", "tickets.desk", "tickets.read_all", "products.read")),
    "finance": (_("财务"), ("grid.export", "workbench.home", "organizations.read", "agreements.*", "assets.read")),
    "admin": (_("管理员"), ("grid.*", "workbench.home", "joining.decide", "joining.recover", "joining.configure", "accounts.*", "access.*", "organizations.*", "products.*", "assets.*",
        "agreements.*", "jobs.*", "imports.*",
        "files.*", "search.*", "tickets.configure", "tickets.import", "notifications.*", "wechat.*", "email.*", "kingdee.*",
        "setup.*", "api.*")),
    "auditor": (_("审计"), ("grid.export", "workbench.home", "tickets.desk", "tickets.read_all", "organizations.read", "events.read", "jobs.read",
        "notifications.read", "assets.read", "agreements.read")),
}
