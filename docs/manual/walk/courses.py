"""What the chapter about classes shows."""

from __future__ import annotations

from walk.stage import Stage


def everything(stage: Stage) -> None:
    """A customer finds and plays a class; staff upload one and look after the list."""
    page = stage.person("jiahe")
    page.goto("/courses/")
    stage.shot(page, "courses")
    page.get_by_role("link", name="应收应付核销功能介绍").click()
    video = page.locator("video")
    video.evaluate("(v) => { v.muted = true; v.currentTime = 16; return new Promise((done) => v.addEventListener('seeked', done, { once: true })); }")
    stage.shot(page, "course-player")
    page.goto("/footprints/")
    stage.shot(page, "course-footprints")
    page = stage.person("zhishi")
    page.goto("/workbench/courses/")
    stage.shot(page, "courses-desk")
    page.goto("/workbench/courses/new/")
    stage.shot(page, "course-upload")
