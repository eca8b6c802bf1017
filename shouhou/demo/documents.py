"""文档中心 of the demo company: a few small documents, written here page by page."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from shouhou.foundation import files
from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs import Job
from shouhou.registry.products.models import Product
from shouhou.support.documents import actions
from shouhou.support.documents.actions.render import PREPARE
from shouhou.support.documents.models import Document
from shouhou.support.documents.rendering import PAGE
from shouhou.support.knowledge.models import Category
from shouhou.support.shelf.verbs import put

CLOUD, LOADER = "金蝶云·星空企业版", "ZL50 装载机"


class Paper(NamedTuple):
    """One document of the story: pages are texts whose first line is a heading; `days` is how long ago it came out."""

    title: str
    category: str
    product: str
    days: int
    brief: str
    pages: tuple[str, ...]
    is_office: bool = False


PAPERS = (
    Paper("总账期末处理操作流程", "总账", CLOUD, 24, "从凭证过账、汇兑损益到期末结账，一步一步的操作流程。", (
        "总账期末处理操作流程\n适用版本：金蝶云·星空企业版 8.2\n\n本流程用于会计期间结束时的处理。\n请按顺序完成每一步，再进行下一步。\n\n一、检查凭证是否全部审核、过账\n"
        "二、结转汇兑损益\n三、结转本期损益\n四、期末结账",
        "一、检查凭证\n打开“总账－凭证查询”，期间选择本期。\n过账状态选择“未过账”，逐张审核后批量过账。\n出现断号时，用“凭证整理”补齐编号。\n\n提示：有未过账凭证时不能结账，\n系统提示 GL-0012“存在未过账凭证”。",
        "二、结转汇兑损益\n先在“汇率体系”中录入期末汇率。\n执行“期末调汇”，选择要调汇的科目。\n生成的凭证需要审核并过账。",
        "三、期末结账\n执行“结转损益”后核对利润表。\n打开“期末结账”，勾选账簿，点击“结账”。\n结账后如需修改，请先反结账。")),
    Paper("应收应付核销功能介绍", "应收应付", CLOUD, 18, "收付款与应收应付单的核销方式、核销方案和常见问题。", (
        "应收应付核销功能介绍\n\n核销把收款单与应收单对应起来，\n使账龄和往来余额正确。\n\n核销方式：手工核销、按方案自动核销、\n冲账核销、预收冲应收。",
        "核销方案设置\n打开“应收款管理－核销方案”。\n设置匹配条件：客户、币别、订单号。\n设置顺序：按到期日或按单据日期。\n\n部分核销时，未核销金额留在原单据上。")),
    Paper("库存盘点操作手册", "库存", CLOUD, 12, "盘点方案、盘点表、盘盈盘亏单的完整操作。", (
        "库存盘点操作手册\n\n盘点前：完成全部出入库单据的审核。\n盘点中：按盘点表逐库位清点。\n盘点后：审核盘盈单、盘亏单。",
        "盘点方案\n选择仓库、物料范围和截止日期。\n“锁库”方案在盘点结束前不能出入库。\n\n打印盘点表，或用手持终端扫描。",
        "差异处理\n录入实盘数量，系统生成盘盈单、盘亏单。\n审核后更新即时库存。\n金额在存货核算中确认。")),
    Paper("系统登录与权限设置说明", "登录与权限", "", 40, "", (
        "系统登录与权限设置说明\n\n一、首次登录须修改密码。\n二、管理员按角色授权。\n三、离职人员请及时停用账号。",
        "常见问题\n忘记密码：请本单位管理员重置。\n提示没有权限：请管理员在角色中勾选功能，\n重新登录后生效。")),
    Paper("ZL50 装载机日常保养手册", "安装与升级", LOADER, 6, "每日、每 50 小时、每 250 小时的保养项目。", (
        "ZL50 装载机日常保养手册\n\n每日检查：机油、冷却液、液压油油位。\n检查轮胎气压、灯光、制动。\n清除散热器表面的灰尘。",
        "每 50 小时\n给工作装置各铰接点加注润滑脂。\n检查并紧固传动轴螺栓。\n\n每 250 小时\n更换机油和机油滤芯。")),
    Paper("凭证模板设置（Word 版）", "总账", CLOUD, 3, "可下载后按本单位情况修改。", ("凭证模板设置\n按业务类型设置借贷科目。",), True),
)


def pdf(pages: tuple[str, ...]) -> bytes:
    """A PDF of A4 pages with Chinese text in a font that every reader brings."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "",
               "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
               "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000"
               "/W[1[500] 2 95 500 814 939 500]/FontDescriptor 5 0 R>>",
               "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"]
    kids = []
    for page in pages:
        lines = page.split("\n")
        drawn = ["BT"]
        for place, line in enumerate(lines):
            size, y = (20, 760) if place == 0 else (13, 730 - 24 * place)
            drawn.append(f"/F1 {size} Tf 1 0 0 1 72 {y} Tm <{line.encode('utf-16-be').hex()}> Tj")
        stream = "\n".join([*drawn, "ET"])
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects)} 0 R>>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, thing in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{thing}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode())


def docx(pages: tuple[str, ...]) -> bytes:
    """The smallest Word document with these lines."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for page in pages for line in page.split("\n"))
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
                         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                         f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>')
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}" Target="word/document.xml"/>'
                         "</Relationships>")
        archive.writestr("word/document.xml", '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
                         f"{body}</w:body></w:document>")
    return out.getvalue()


def known(one: Document, paper: Paper) -> Document:
    """Its words as they stand here: nothing need be read out of it again in the background."""
    if not paper.is_office:
        one.pages, one.plain = len(paper.pages), PAGE.join(" ".join(page.split()) for page in paper.pages)
        one.save(update_fields=["pages", "plain", "sort_key"])
        put(one)
        Job.objects.filter(name=PREPARE, payload__document=one.pk).delete()
    return one


def lay_out(made: dict[str, User], now: datetime) -> None:
    """Upload and publish them; some customers have read some. The categories are those of the knowledge."""
    editor = made["zhishi"]
    papers = []
    for paper in PAPERS:
        given = SimpleUploadedFile(paper.title + (".docx" if paper.is_office else ".pdf"), (docx if paper.is_office else pdf)(paper.pages))
        at = now - timedelta(days=paper.days)
        one = actions.add_document(files.receive(given, by=editor).token, category=Category.objects.get(name=paper.category), by=editor, title=paper.title,
                                   product=Product.objects.filter(name=paper.product).first(), brief=paper.brief, published_on=at.date(), at=at)
        papers.append(known(actions.publish(one, by=editor), paper))
    for place, name in enumerate(("jiahe", "jiahe-boss", "yuanfang", "jiangcheng")):
        for one in papers[: 5 - place]:
            actions.read(one, by=made[name])
    actions.favour(papers[0], by=made["jiahe"])
    actions.favour(papers[2], by=made["jiahe"])
