"""Who lives in the demo. The password of every account is `demo2026`: the demo never listens on a public address."""

from __future__ import annotations

PASSWORD = "demo2026"  # noqa: S105 - printed on start, and refused on a public address

VENDOR = {
    "name": "汇诚信息技术有限公司", "short_name": "汇诚信息", "platform_name": "汇诚云服务平台", "colour": "#2f6fde",
    "service_address": "湖北省武汉市江汉区建设大道 588 号 12 层", "hotlines": "400-658-6000 转 2", "email": "service@huicheng.example",
    "website": "https://huicheng.example", "wechat_name": "汇诚信息",
    "terms": "我们只在处理您的问题所需的范围内使用您填写的姓名和电话，不会提供给第三方。",
}

COMPANIES = [
    # name, short, region, consultant, products, days until the service fee ends
    ("嘉禾实业有限公司", "嘉禾实业", "湖北省襄阳市", "guwen", ["金蝶云·星空企业版", "GS标准产品"], 21),
    ("远方重工机械有限公司", "远方公司", "山东省临沂市", "guwen2", ["PS标准产品", "ZL50 装载机"], 208),
    ("江城食品股份有限公司", "江城食品", "湖北省武汉市", "guwen", ["金蝶云·星空企业版"], 95),
    ("曾都医药连锁有限公司", "曾都医药", "湖北省随州市", "guwen2", ["GS标准产品"], -6),
    ("重庆单氏物流有限公司", "单氏物流", "重庆市", "guwen", ["PS标准产品"], 340),
]

STAFF = [
    # username, name, roles
    ("guwen", "赖江生", ["consultant"]),
    ("guwen2", "秦晓岚", ["consultant"]),
    ("rexian", "何佳", ["hotline"]),
    ("diaodu", "郑海涛", ["dispatcher"]),
    ("zhuguan", "孙立群", ["supervisor"]),
    ("zhishi", "冯知远", ["knowledge_editor"]),
    ("shenhe", "褚明察", ["knowledge_reviewer"]),
    ("admin", "系统管理员", ["admin"]),
    ("shenji", "审计员", ["auditor"]),
]

CUSTOMERS = [
    # username, name, phone, company, is company administrator
    ("jiahe", "王敏", "13907101234", "嘉禾实业有限公司", False),
    ("jiahe-boss", "陈国强", "13907105678", "嘉禾实业有限公司", True),
    ("yuanfang", "刘洋", "0539-8123456", "远方重工机械有限公司", False),
    ("jiangcheng", "吴静", "027-85671234", "江城食品股份有限公司", False),
]

TREE = {
    "金蝶云·星空企业版": (["总账", "应收款", "应付款", "固定资产", "存货核算", "采购管理", "销售管理", "库存管理", "生产制造", "费用报销"], ["8.2", "8.1", "8.0", "7.7"]),
    "GS标准产品": (["总账", "报表", "预算", "资金", "供应链", "网上报销"], ["6.X", "5.2"]),
    "PS标准产品": (["总账", "报表", "应收应付", "固定资产", "工资"], ["11.0", "10.5", "10.2"]),
    "ZL50 装载机": (["发动机", "变速箱", "液压系统", "制动系统", "电气系统"], ["2024 款", "2022 款"]),
}
