"""What the demo company knows: categories and answers to what its customers ask most, written by one person and reviewed by another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from shouhou.foundation.accounts.models import User
from shouhou.registry.products.models import Product
from shouhou.support.board.actions import look, set_publicity
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.models import Article, Category
from shouhou.support.tickets.models import Ticket


class Known(NamedTuple):
    """One article of the story; `days` is how long ago it was written."""

    category: str
    title: str
    brief: str
    body: str
    product: str = "金蝶云·星空企业版"
    days: int = 30
    is_reviewed: bool = True
    is_internal: bool = False


CATEGORIES = {"财务": ("总账", "应收应付", "固定资产"), "供应链": ("库存", "采购", "销售"), "系统": ("登录与权限", "打印与导出", "安装与升级")}
ARTICLES = (
    Known("总账", "月末结账提示“存在未过账凭证”怎么办", "先到凭证查询中过滤“未过账”，审核并过账后再结账。",
          "<p>结账前系统会检查本期凭证是否全部过账。</p><ol><li>打开“凭证查询”，期间选本期，过账状态选“未过账”。</li><li>逐张审核，批量过账。</li>"
          "<li>断号时用“凭证整理”补齐。</li><li>回到“期末结账”，重新执行。</li></ol>"),
    Known("总账", "凭证断号如何整理", "使用“凭证整理”按日期重新编号，整理前请先备份账套。",
          "<p>删除凭证后会出现断号。“凭证整理”可以按日期或按原顺序重新编号；已过账的期间要先反过账。</p>", days=45),
    Known("总账", "核销应收单不能生成凭证", "检查凭证模板：核销类型没有设置科目。",
          "<p>现象：核销应收单点“生成凭证”，提示“没有可用的凭证模板”。</p><p>原因：核销单据类型没有对应的凭证模板。到“凭证模板”为“应收核销”增加借贷科目，保存后重新生成。</p>", days=20),
    Known("应收应付", "期初余额不平如何查找", "按科目核对明细账与总账的期初，差额多半在辅助核算。",
          "<p>在“期初余额”中点“试算平衡”，按提示的科目展开辅助核算项目，逐项与旧系统核对。</p>", days=60),
    Known("固定资产", "本月折旧没有计提", "检查卡片的开始使用日期和折旧方法；当月新增从次月起提。",
          "<p>固定资产当月增加，当月不提折旧，从次月起计提。若卡片变动没有审核，也不参加计提。</p>", days=50),
    Known("库存", "出库单审核提示“即时库存不足”", "核对仓库和批号，确认前面的入库单已审核。",
          "<p>系统按“仓库＋物料＋批号”检查即时库存。常见原因：入库单未审核；批号录错；其他单据已预留。</p>", days=35),
    Known("库存", "盘点期间还能不能出入库", "锁库盘点的仓库不能出入库，其他仓库不受影响。", "<p>盘点方案选“锁库”时，方案内的仓库在盘点结束前不能审核出入库单。</p>", days=70),
    Known("采购", "采购订单变更后入库单带不出新价格", "已经下推的入库单不会自动更新，请删除后重新下推。", "<p>价格在下推时带入。订单变更审核后，未审核的入库单删除重推即可。</p>", days=15),
    Known("销售", "信用额度没有释放", "核对销售订单是否行关闭，再执行“信用重算”。", "<p>订单变更或关闭后，占用的信用额度由“信用重算”释放。可在“信用管理”中设为每晚自动执行。</p>", days=12),
    Known("登录与权限", "忘记登录密码", "请本单位管理员或您的实施顾问重置密码。", "<p>在登录页点“忘记密码”，或拨打热线。重置后首次登录需要修改密码。</p>", product="", days=80),
    Known("登录与权限", "提示“没有权限”", "请管理员在角色中勾选对应功能，重新登录后生效。", "<p>记下提示的功能名称，由单位管理员在“角色授权”中勾选，重新登录即可。</p>", product="", days=40),
    Known("打印与导出", "套打格式错位", "把打印机纸张设为与模板一致，缩放选 100%。", "<p>套打模板与打印机纸张不一致会错位。请在打印预览中核对纸张、方向和缩放，并更新打印驱动。</p>", days=28),
    Known("打印与导出", "导出的表格中文乱码", "用“导出 Excel”，或用 WPS 打开 CSV 时选择 UTF-8。", "<p>CSV 没有编码标记，Excel 可能按 GBK 打开。请选择“导出 Excel”。</p>", product="", days=22),
    Known("安装与升级", "升级补丁前要做什么", "备份账套，通知用户退出，在测试环境先试。", "<ol><li>备份账套和附件。</li><li>通知用户退出。</li><li>先在测试环境升级并验证主要单据。</li></ol>", days=90),
    Known("安装与升级", "客户端打开报错“服务器连接失败”", "检查服务器地址、端口和防火墙。", "<p>先在浏览器打开服务器地址；不通时检查网络与防火墙的 80/443 端口，再重启应用服务。</p>", days=18),
    Known("安装与升级", "补丁 0917 的已知问题（内部）", "装补丁后合并报表取数为 0 时，重建取数缓存。", "<p>仅供服务人员参考：执行缓存重建脚本前先停止计划任务。</p>", days=8, is_internal=True),
    Known("总账", "合并报表取数为 0", "检查取数公式的账簿范围和补丁版本。", "<p>合并范围新增公司后要重新生成取数公式。补丁低于 0917 的，请先升级。</p>", days=3, is_reviewed=False),
)


def know(made: dict[str, User], now: datetime) -> None:
    """Write and review them. `made` are the demo's people by user name."""
    writer, reviewer = made["zhishi"], made["shenhe"]
    places: dict[str, Category] = {}
    for first, seconds in CATEGORIES.items():
        above = actions.add_category(first, by=writer)
        places |= {second: actions.add_category(second, parent=above, by=writer) for second in seconds}
    for known in ARTICLES:
        at = now - timedelta(days=known.days)
        article = actions.add_article(
            known.title, known.body, category=places[known.category], by=writer, brief=known.brief, at=at,
            product=Product.objects.filter(name=known.product).first(),
            audience=Article.Audience.INTERNAL if known.is_internal else Article.Audience.CUSTOMER)
        if known.is_reviewed:
            actions.review(article, by=reviewer)
            Article.objects.filter(pk=article.pk).update(reviewed_at=at + timedelta(hours=5))


def be_read(made: dict[str, User]) -> None:
    """Questions are public here, and customers have read some of them and of the articles."""
    set_publicity("customers", with_earlier=True, by=made["admin"])
    readers = [made[name] for name in ("jiahe", "jiahe-boss", "yuanfang", "jiangcheng")]
    for place, ticket in enumerate(Ticket.objects.filter(is_private=False).order_by("pk")[:6]):
        for reader in readers[: 4 - place % 4]:
            look(ticket, by=reader)
    for place, article in enumerate(Article.objects.filter(state=Article.State.REVIEWED, audience=Article.Audience.CUSTOMER).order_by("pk")[:8]):
        for reader in readers[: 1 + place % 4]:
            actions.read(article, by=reader)
    actions.note_search("电子发票 红冲", 0, by=made["jiangcheng"])
