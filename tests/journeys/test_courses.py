"""Manual 001 §9 在线课堂: found by keyword and tree, played from any place, kept, saved by VIP only; and how staff put one there."""

from __future__ import annotations

import re
from base64 import b64decode
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Request, Response, expect

from tests.doubles.films import webm
from tests.journeys.steps import Person

LONG = "总账期末结账操作演示：从凭证检查、结转汇兑损益、结转本期损益到期末结账的完整流程"
RECORD = """async ([seconds, width, height]) => {
  const canvas = document.createElement("canvas");
  canvas.width = width; canvas.height = height;
  const pen = canvas.getContext("2d"), found = [];
  const coder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      let text = "";
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      found.push([Math.round(chunk.timestamp / 1000), btoa(text), chunk.type === "key"]);
    },
    error: (no) => { throw no; },
  });
  coder.configure({ codec: "vp09.00.10.08", width, height, bitrate: 6_000_000, framerate: 5 });
  for (let number = 0; number < seconds * 5; number++) {
    const noise = pen.createImageData(width, height);
    crypto.getRandomValues(new Uint8Array(noise.data.buffer, 0, 65536));
    for (let at = 65536; at < noise.data.length; at++) noise.data[at] = noise.data[(at * 7 + number * 13) % 65536];
    for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
    pen.putImageData(noise, 0, 0);
    const frame = new VideoFrame(canvas, { timestamp: number * 200_000 });
    coder.encode(frame, { keyFrame: number % 5 === 0 });
    frame.close();
    if (coder.encodeQueueSize > 5) await new Promise((done) => setTimeout(done, 20));
  }
  await coder.flush();
  return found;
}"""
"""A real VP9 film of noise, coded by the browser itself: as incompressible as a recording of an hour, in some seconds."""
PLAYS = """(v) => new Promise((done) => {
  const until = Date.now() + 8000;
  const look = () => (v.currentTime > 0.3 && !v.paused ? done(true) : Date.now() > until ? done(false) : setTimeout(look, 50));
  look();
})"""
AT = "(video) => [video.currentTime, video.readyState, video.duration]"


def recorded(page: Page, seconds: int, width: int = 640, height: int = 360) -> bytes:
    frames = page.evaluate(RECORD, [seconds, width, height])
    return webm([(at, b64decode(data), is_key) for at, data, is_key in frames], length=seconds * 1000, width=width, height=height, codec="V_VP9")


@pytest.mark.requirement("LC-9-01", "LC-9-02", "LC-9-03", "LC-9-04")
def test_a_customer_finds_plays_and_keeps_a_class(person: Person) -> None:
    page = person("jiahe")
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="在线课堂").click()
    heads = [head.strip() for head in page.locator("thead th").all_inner_texts()]
    assert [head for head in heads if head != "时长"] == ["视频标题", "播放次数", "发布日期", "收藏", "下载"]
    link = page.get_by_role("link", name=LONG)
    expect(link).to_have_attribute("title", LONG)
    assert link.evaluate("(a) => a.scrollWidth > a.clientWidth"), "too long for its column, and cut"
    page.get_by_placeholder("输入关键字，如功能名、流程名").fill("核销方案")
    page.get_by_role("button", name="搜索").last.click()
    expect(page.locator("td.title").first).to_contain_text("应收应付核销功能介绍")
    page.goto("/courses/")
    page.get_by_role("link", name="总账", exact=True).click()
    expect(page.locator("td.title")).to_have_count(1)
    asked: list[Response] = []
    page.on("response", lambda answer: asked.append(answer) if "/bytes/" in answer.url else None)
    page.get_by_role("link", name=LONG).click()
    video = page.locator("video")
    expect(page.locator("[data-lesson][data-ready]")).to_be_visible()
    page.keyboard.press("Space")
    assert video.evaluate(PLAYS), "the space bar lets it play"
    before = video.evaluate("(v) => v.currentTime")
    page.keyboard.press("ArrowRight")
    assert video.evaluate("(v) => v.currentTime") >= min(before + 4, 55)
    page.keyboard.press("Space")
    assert video.evaluate("(v) => v.paused")
    assert asked and all(one.status == 206 and "range" in one.request.headers for one in asked)
    if page.get_by_role("button", name="取消收藏", exact=True).count():
        page.get_by_role("button", name="取消收藏", exact=True).click()
    page.get_by_role("button", name="收藏", exact=True).click()
    expect(page.get_by_role("button", name="取消收藏", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("从上次停下的"))).to_be_visible()
    page.goto("/favourites/")
    expect(page.get_by_role("link", name=LONG)).to_be_visible()
    page.goto("/footprints/")
    page.get_by_role("link", name="在线课堂", exact=True).last.click()
    expect(page.get_by_role("link", name=LONG)).to_be_visible()


@pytest.mark.requirement("LC-9-05")
def test_only_vip_may_download_and_the_others_are_told_why(person: Person) -> None:
    vip = person("jiahe")
    vip.goto("/courses/")
    line = vip.locator("tr", has_text="应收应付核销功能介绍")
    for _ in range(2):
        with vip.expect_download() as coming:
            line.get_by_role("button", name="下载").click()
        assert coming.value.suggested_filename == "应收应付核销功能介绍.webm"
    other = person("yuanfang")
    other.goto("/courses/")
    line = other.locator("tr", has_text="应收应付核销功能介绍")
    expect(line.get_by_role("button", name="下载")).to_have_count(0)
    line.get_by_role("link", name="VIP").click()
    expect(other.get_by_text("贵单位目前没有 VIP 服务协议")).to_be_visible()
    other.get_by_role("link", name="在线播放").click()
    expect(other.locator("video")).to_be_visible()


@pytest.mark.requirement("LC-9-01", "LC-9-04")
def test_staff_upload_a_film_and_a_customer_jumps_about_in_it_by_ranges_alone(person: Person) -> None:
    title = f"旅程视频 {uuid4().hex[:6]}"
    page = person("zhishi")
    page.goto("/workbench/courses/")
    page.get_by_role("link", name="上传视频").click()
    film = recorded(page, 24)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="选择文件").click()
    chosen.value.set_files({"name": f"{title}.webm", "mimeType": "video/webm", "buffer": film})
    expect(page.get_by_role("button", name=f"移除 {title}.webm")).to_be_visible(timeout=20_000)
    page.get_by_label("分类").select_option(index=1)
    page.get_by_role("button", name="上传并发布").click()
    expect(page.get_by_text("已上传 1 个视频")).to_be_visible()
    expect(page.get_by_text("VP9")).to_be_visible()
    reader = person("yuanfang")
    reader.goto("/courses/")
    asked: list[Request] = []
    reader.on("requestfinished", lambda one: asked.append(one) if "/bytes/" in one.url else None)
    reader.on("requestfailed", lambda one: asked.append(one) if "/bytes/" in one.url else None)
    reader.get_by_role("link", name=title).click()
    video = reader.locator("video")
    expect(video).to_have_js_property("duration", 24)
    for second in (21, 7):
        video.evaluate("(v, at) => { v.currentTime = at; return new Promise((done) => "
                       "{ v.addEventListener('seeked', done, { once: true }); setTimeout(done, 8000); }); }", second)
        now, ready, _length = video.evaluate(AT)
        assert abs(now - second) < 0.5 and ready >= 2
        if second == 21:
            early = [one for one in asked if one.response() is not None]
    assert video.evaluate("(v) => v.error") is None
    ranges = [answer.headers["content-range"] for one in asked if (answer := one.response()) is not None and answer.status == 206]
    others = [(answer.status, answer.headers) for one in asked if (answer := one.response()) is not None and answer.status not in (206, 416)]
    assert not others, "ranges alone; past the end there is nothing"
    assert max(bounds(one)[0] for one in ranges) > len(film) // 2 > 4 << 20
    read = {place for one in ranges[: len(early)] for place in range(bounds(one)[0] >> 16, (bounds(one)[1] >> 16) + 1)}
    assert len(read) << 16 < len(film) * 0.8, "the place is reached without what lies before it"


def bounds(content_range: str) -> tuple[int, int]:
    """First and last byte of `bytes 0-99/1234`."""
    first, last = content_range.split()[1].split("/")[0].split("-")
    return int(first), int(last)
