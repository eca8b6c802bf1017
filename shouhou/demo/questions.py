"""The questions of the demo company."""

from __future__ import annotations

from dataclasses import dataclass

Step = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One question and what came of it: `then` is a list of (verb, text, outcome), `pace` the minutes between steps."""

    asker: str
    product: str
    module: str
    title: str
    text: str
    hours_ago: int
    kind: str = "应用问题"
    urgency: str = "一般紧急"
    consultant: str = ""
    acceptance: str = "马上处理"
    promise_days: int = 0
    classification: str = "其他问题"
    then: tuple[Step, ...] = ()
    pace: int = 55
    is_private: bool = False


STAR, GS, PS, LOADER = "金蝶云·星空企业版", "GS标准产品", "PS标准产品", "ZL50 装载机"
DONE, PART = "完全处理", "部分处理"

QUESTIONS: tuple[Told, ...] = (
    Told("jiahe", STAR, "应收款", "核销应收单的凭证模板未设置, 不能生成凭证",
         "<p>核销应收单之后点击“生成凭证”，提示<strong>凭证模板未设置</strong>，本月有 36 张单据等待生成。</p>", 24 * 40, consultant="guwen",
         classification="设置问题", then=(("handle", "<p>已设置凭证模板, 请按要求进行生成凭证操作。</p>", DONE), ("close", "", "")), pace=1),
    Told("jiahe", STAR, "存货核算", "月末结账提示存在未审核单据，但单据列表查不到", "<p>存货核算期末处理时提示“存在未审核的其他出库单”，过滤全部组织后仍为空。</p>",
         24 * 26, kind="数据异常", urgency="紧急", consultant="guwen", acceptance="先远程看一下组织和日期范围", classification="数据问题",
         then=(("ask_back", "<p>请把报错界面完整截图发一下，包括左下角的组织名称。</p>", ""), ("follow_up", "<p>组织是“嘉禾实业-襄阳厂”，其他人没有这个组织的权限。</p>", ""),
               ("handle", "<p>单据在襄阳厂组织下，由离职人员保存未提交。已给王敏补上该组织权限。</p>", PART),
               ("handle", "<p>单据已审核，结账通过。建议人员离职前检查待办单据。</p>", DONE))),
    Told("jiahe", GS, "报表", "合并报表取数为 0", "<p>10 月合并报表中“其他应收款”一行取数为 0，单体报表正常。</p><ol><li>打开合并报表</li><li>期间选 2026-10</li><li>点计算</li></ol>",
         24 * 9, kind="程序错误", urgency="紧急", consultant="guwen", acceptance="已联系产品组一起看", promise_days=3, classification="程序问题",
         then=(("note", "<p>与产品组确认：6.X 的补丁 0917 改了抵销规则，客户环境尚未打补丁。</p>", ""),
               ("handle", "<p>请安装补丁 0917 后重新计算。</p>", DONE), ("send_back", "<p>补丁装好了，重新计算后只有一个下级单位有数，另外两个仍是 0。</p>", "")), pace=400),
    Told("jiahe", STAR, "费用报销", "手机端提交报销单附件一直转圈", "<p>昨天下午开始，手机端上传发票照片后一直转圈，电脑端正常。</p>", 30, kind="环境问题", consultant="guwen",
         acceptance="下午三点前回复您", promise_days=1, classification="环境问题",
         then=(("handle", "<p>检查发现外网反向代理限制了 2 MB，已请贵公司信息部调整到 20 MB，等待生效。</p>", PART),)),
    Told("jiahe-boss", STAR, "总账", "管理层利润表需要增加事业部维度", "<p>希望利润表能按三个事业部分列，年底前使用。涉及内部考核口径，请勿公开。</p>", 24 * 3, urgency="不紧急", consultant="guwen",
         acceptance="与实施同事评估后答复", promise_days=7, is_private=True),
    Told("jiahe", STAR, "销售管理", "销售订单变更后信用额度没有释放", "<p>订单数量由 100 改为 60，客户信用占用仍按 100 计算，导致新订单不能审核。</p>", 2, kind="数据异常", urgency="紧急"),
    Told("yuanfang", LOADER, "液压系统", "举升无力，动臂上升缓慢并伴有异响", "<p>累计运行约 3000 小时，热车后更明显。液压油上月刚更换。</p>", 24 * 5, kind="其他问题", urgency="特别紧急",
         consultant="guwen2", acceptance="已记录，先电话指导排查", promise_days=0, classification="操作问题",
         then=(("handle", "<p>请先检查回油滤芯是否堵塞，并测量系统压力（标准 16 MPa）。</p>", PART),)),
    Told("yuanfang", PS, "工资", "个税累计预扣数与税局不一致", "<p>9 月起累计收入少算一个月，差异 3 人。</p>", 24 * 14, kind="数据异常", consultant="guwen2", classification="数据问题",
         then=(("handle", "<p>9 月补发工资录在了“一次性奖金”项目，未参与累计。已调整项目属性并重算。</p>", DONE),), pace=180),
    Told("yuanfang", PS, "报表", "打印报表右侧被截断", "<p>A3 横向打印，右边两列打不出来，换了打印机也一样。</p>", 5, urgency="不紧急"),
    Told("jiangcheng", STAR, "库存管理", "批号先进先出推荐的批号不对", "<p>出库时系统推荐了后入库的批号，保质期更近的批次没有被推荐。</p>", 20, kind="应用问题", urgency="紧急", consultant="guwen",
         acceptance="今天内给您答复", promise_days=0),
    Told("jiangcheng", STAR, "生产制造", "生产领料单下推后数量翻倍", "<p>由生产订单下推领料单，数量为用料清单的两倍。</p>", 24 * 18, kind="程序错误", urgency="特别紧急", consultant="guwen",
         classification="设置问题", then=(("handle", "<p>用料清单中损耗率填成了 100%，应为 1%。已更正并说明填写单位。</p>", DONE),), pace=30),
)
