from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus
from shouhou.support.tickets.portal.counting import open_questions

menus.add("portal", "home", _("我的工作台"), "portal-home", "home", "portal.home", order=10, phone=True)
menus.add("portal", "service", _("我的服务"), icon="ticket", badge=open_questions, order=20)
menus.add("portal", "ask", _("我要提问"), "tickets-new", "ask", "tickets.ask", parent="service", order=21, phone=True)
menus.add("portal", "open", _("正在处理"), "tickets-open", "clock", "tickets.read_own", parent="service", order=22, phone=True)
menus.add("portal", "done", _("处理完成"), "tickets-done", "done", "tickets.read_own", parent="service", order=23)
menus.add("portal", "statistics", _("服务统计"), "statistics", "chart", "tickets.read_own", order=30)
menus.add("portal.search", "tickets", _("搜索问题"), "tickets-all", "search", "tickets.read_own")
