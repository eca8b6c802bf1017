// Draws <figure data-chart> from the table behind it. A slice or bar leads where its row's link leads.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { every, say } from "./behaviours/dom.js";

echarts.use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const dark = () => getComputedStyle(document.documentElement).colorScheme === "dark";
const LIGHT = ["#3f74cf", "#35927c", "#c08a2e", "#8a6fc4", "#c2607f", "#5a93b0", "#8c9a45", "#c0704f"];
const DARK = ["#6f9df0", "#58b89f", "#d6a655", "#ab92e0", "#dd86a2", "#7fb6d1", "#b0bd6a", "#dd9474"];

function table(figure) {
  const heads = [...figure.querySelectorAll("thead th")].slice(1).map((th) => ({ name: th.textContent.trim(), tone: th.dataset.tone }));
  const rows = [...figure.querySelectorAll("tbody tr")].map((tr) => ({
    label: tr.cells[0].textContent.trim(), href: tr.cells[0].querySelector("a")?.href, tone: tr.dataset.tone,
    values: [...tr.cells].slice(1).map((td) => Number(td.textContent.replace(/[,\s]/g, "")) || 0),
  }));
  return { heads, rows };
}

function options(figure) {
  const { heads, rows } = table(figure);
  const kind = figure.dataset.chart, unit = figure.dataset.unit;
  const ink = read("ink-2"), line = read("line"), surface = read("surface"), colours = dark() ? DARK : LIGHT;
  const tone = (name) => ({ red: read("red"), amber: dark() ? "#f2bf66" : "#d08a1d", green: dark() ? "#58b89f" : "#35927c", blue: colours[0], grey: "#8b94a3" })[name];
  const base = {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 200, color: colours,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    tooltip: { trigger: kind === "pie" ? "item" : "axis", confine: true, backgroundColor: read("raised"), borderColor: line, textStyle: { color: read("ink"), fontSize: 13 }, axisPointer: { type: kind === "bar" ? "shadow" : "line" }, valueFormatter: (v) => `${v}${unit ? ` ${unit}` : ""}` },
  };
  if (kind === "pie") {
    const total = rows.reduce((sum, row) => sum + row.values[0], 0);
    const narrow = figure.clientWidth < 420;
    return { ...base,
      legend: { orient: "vertical", right: 0, top: "middle", icon: "circle", itemWidth: 9, itemHeight: 9, itemGap: 12, textStyle: { color: ink, fontSize: 13 },
        formatter: (name) => { const row = rows.find((r) => r.label === name); return `${name.length > 9 ? `${name.slice(0, 9)}…` : name}  ${row.values[0]}${narrow || !total ? "" : say("（%）", " (%)").replace("%", `${Math.round((100 * row.values[0]) / total)}%`)}`; } },
      series: [{ type: "pie", radius: narrow ? ["42%", "62%"] : ["48%", "74%"], center: [narrow ? "32%" : "30%", "50%"], label: { show: true, position: "center", formatter: `{a|${total}}\n{b|${unit || ""}}`, rich: { a: { fontSize: 24, fontWeight: 600, color: read("ink"), lineHeight: 30 }, b: { fontSize: 12, color: read("muted") } } }, emphasis: { label: { show: true } },
        itemStyle: { borderColor: surface, borderWidth: 2 }, data: rows.map((row) => ({ name: row.label, value: row.values[0], itemStyle: tone(row.tone) ? { color: tone(row.tone) } : undefined, href: row.href })) }] };
  }
  const across = kind === "bar" && heads.length === 1 && rows.length <= 12 && (rows.some((row) => row.label.length > 4) || figure.clientWidth < rows.length * 90);
  const names = { type: "category", data: rows.map((row) => row.label), axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: { color: ink, width: across ? Math.max(96, Math.min(240, figure.clientWidth * 0.38)) : 96, overflow: "truncate" }, inverse: across };
  const numbers = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink, show: !across }, ...(across ? { splitLine: { show: false } } : {}) };
  return { ...base,
    grid: { left: 4, right: across ? 44 : 12, top: heads.length > 1 ? 36 : 16, bottom: 4, containLabel: true },
    legend: heads.length > 1 ? { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 4, textStyle: { color: ink } } : undefined,
    [across ? "yAxis" : "xAxis"]: names, [across ? "xAxis" : "yAxis"]: numbers,
    series: heads.map((head, n) => ({
      name: head.name, type: kind, barMaxWidth: 22, symbolSize: 6, lineStyle: { width: 2 }, label: { show: across || (kind === "bar" && heads.length === 1 && rows.length <= 12), position: across ? "right" : "top", color: ink },
      itemStyle: { borderRadius: kind === "bar" ? (across ? [0, 3, 3, 0] : [3, 3, 0, 0]) : 0, ...(tone(head.tone) ? { color: tone(head.tone) } : {}) },
      data: rows.map((row) => ({ value: row.values[n], href: row.href, ...(tone(row.tone) ? { itemStyle: { color: tone(row.tone) } } : {}) })),
    })) };
}

every("figure[data-chart]", (figure) => {
  const canvas = figure.querySelector(".chart-canvas");
  const { rows, heads } = table(figure);
  if (figure.dataset.chart === "bar" && heads.length === 1 && rows.length > 8) canvas.style.height = `${Math.max(260, rows.length * 30)}px`;
  let chart = null;
  const draw = () => {
    if (!canvas.clientWidth) return;
    if (!chart) {
      chart = echarts.init(canvas, null, { renderer: "svg" });
      chart.on("click", (event) => { if (event.data?.href) location.assign(event.data.href); });
    }
    chart.resize();
    chart.setOption(options(figure), true);
  };
  new ResizeObserver(draw).observe(canvas);
  document.addEventListener("theme", () => setTimeout(draw));
  draw();
});
