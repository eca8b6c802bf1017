from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus
from shouhou.support.tickets.workbench.queues import badge

menus.add("workbench", "home", _("工作台"), "workbench-home", "dashboard", "workbench.home", order=10, phone=True)
menus.add("workbench", "desk", _("问题单"), icon="ticket", order=20)
menus.add("workbench", "waiting", _("待接单"), href="/workbench/tickets/?tab=waiting", icon="inbox", capability="tickets.desk", badge=badge("waiting"),
          parent="desk", order=21, phone=True)
menus.add("workbench", "mine", _("我的处理"), href="/workbench/tickets/?tab=mine", icon="wrench", capability="tickets.handle", badge=badge("mine"),
          parent="desk", order=22, phone=True)
menus.add("workbench", "overdue", _("已超期"), href="/workbench/tickets/?tab=overdue", icon="clock", capability="tickets.desk", badge=badge("overdue"),
          parent="desk", order=23)
menus.add("workbench", "all", _("全部"), "desk-tickets", "list", "tickets.desk", parent="desk", order=24)
menus.add("workbench", "ageing", _("未结问题账龄"), "desk-ageing", "chart", "tickets.ageing", parent="desk", order=25)
menus.add("workbench", "settings", _("设置"), order=800)
menus.add("workbench", "ask_form", _("提问表单"), "desk-ask-form", "sliders", "tickets.configure", parent="settings", order=801)
menus.add("workbench", "terms", _("词表"), "desk-terms", "tag", "tickets.configure", parent="settings", order=802)
menus.add("workbench.search", "tickets", _("搜索问题单"), "desk-tickets", "search", "tickets.desk")
menus.add("workbench.new", "file", _("代客户提问"), "desk-new", "plus", "tickets.file_for")
