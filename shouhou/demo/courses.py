"""在线课堂 of the demo company: three short classes, painted here picture by picture."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile

from shouhou.foundation import files
from shouhou.foundation.accounts.models import User
from shouhou.registry.products.models import Product
from shouhou.support.courses import actions
from shouhou.support.knowledge.models import Category

CLOUD, LOADER = "金蝶云·星空企业版", "ZL50 装载机"
PAINTER = Path(__file__).with_name("filming.py")


class Lesson(NamedTuple):
    """One class of the story; `days` is how long ago it came out, `said` are its captions, a line for each twelve seconds."""

    title: str
    category: str
    product: str
    days: int
    brief: str
    said: tuple[str, ...]


LESSONS = (
    Lesson("总账期末结账操作演示：从凭证检查、结转汇兑损益、结转本期损益到期末结账的完整流程", "总账", CLOUD, 15, "跟着做一遍月末结账，五步，一分钟。", (
        "第一步，检查凭证是否全部审核、过账。", "第二步，录入期末汇率，执行期末调汇。", "第三步，结转本期损益，核对利润表。", "第四步，审核并过账自动生成的凭证。",
        "第五步，打开期末结账，勾选账簿，点击结账。")),
    Lesson("应收应付核销功能介绍", "应收应付", CLOUD, 9, "手工核销、按方案自动核销和预收冲应收。", (
        "核销把收款单与应收单对应起来。", "手工核销：勾选两边的单据。", "自动核销：先设置核销方案。", "部分核销时，余额留在原单据上。")),
    Lesson("ZL50 装载机每日检查", "安装与升级", LOADER, 4, "开机前四项检查。", (
        "检查机油、冷却液、液压油油位。", "检查轮胎气压。", "检查灯光和制动。", "清除散热器表面的灰尘。")),
)


def captions(said: tuple[str, ...]) -> bytes:
    """Captions as WebVTT."""
    cues = [f"00:{at // 60:02}:{at % 60:02}.000 --> 00:{(at + 12) // 60:02}:{(at + 12) % 60:02}.000\n{line}\n" for at, line in
            ((12 * number, line) for number, line in enumerate(said))]
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def lay_out(made: dict[str, User], now: datetime) -> None:
    """Upload and publish them; some customers have watched some. The categories are those of the knowledge."""
    editor = made["zhishi"]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-P", str(PAINTER), folder], check=True)
        films = [[(Path(folder) / f"{number}.{ending}").read_bytes() for ending in ("webm", "png")] for number in range(len(LESSONS))]
    courses = []
    for lesson, (film, poster) in zip(LESSONS, films, strict=True):
        at = now - timedelta(days=lesson.days)
        token = files.receive(SimpleUploadedFile(f"{lesson.title[:20]}.webm", film), by=editor).token
        one = actions.add_course(token, category=Category.objects.get(name=lesson.category), by=editor, title=lesson.title, brief=lesson.brief,
                                 product=Product.objects.filter(name=lesson.product).first(), published_on=at.date(), at=at)
        one = actions.set_captions(one, files.receive(SimpleUploadedFile("字幕.vtt", captions(lesson.said)), by=editor).token, by=editor)
        one = actions.set_poster(one, files.receive(SimpleUploadedFile("封面.png", poster), by=editor).token, by=editor)
        courses.append(actions.publish(one, by=editor))
    for place, name in enumerate(("jiahe", "jiahe-boss", "yuanfang", "jiangcheng")):
        for one in courses[: 3 - place // 2]:
            actions.play(one, by=made[name])
    actions.favour(courses[0], by=made["jiahe"])
