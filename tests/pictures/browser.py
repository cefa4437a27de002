"""A browser without a screen: it shows pictures, and says where everything in them came to lie."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--virtual-time-budget=10000", "--dump-dom"),
)
MEASURE = """(async () => {
const seen = [];
const rgb = (words) => words.match(/[\\d.]+/g).map(Number);
for (const image of document.querySelectorAll("img")) {
  await image.decode();
  const text = atob(image.src.split(",")[1]);
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const holder = document.createElement("div");
  holder.innerHTML = new TextDecoder().decode(bytes);
  image.replaceWith(holder);
  const svg = holder.firstElementChild;
  const panel = svg.getBoundingClientRect();
  const box = (of) => {
    const b = of.getBoundingClientRect();
    return [b.left - panel.left, b.top - panel.top, b.width, b.height];
  };
  const texts = [...svg.querySelectorAll("text")].filter((of) => of.textContent.trim());
  const rects = [...svg.querySelectorAll("rect")];
  seen.push({
    natural: [image.naturalWidth, image.naturalHeight],
    panel: [panel.width, panel.height],
    texts: texts.map((of) => {
      const [x, y, w, h] = box(of);
      const under = rects.filter((rect) => {
        const [a, b, c, d] = box(rect);
        const inside = a <= x + w / 2 && x + w / 2 <= a + c && b <= y + h / 2 && y + h / 2 <= b + d;
        const isBefore = rect.compareDocumentPosition(of) & Node.DOCUMENT_POSITION_FOLLOWING;
        return inside && isBefore && getComputedStyle(rect).fill !== "none";
      });
      const ink = rgb(getComputedStyle(of).fill);
      return { words: of.textContent, box: [x, y, w, h], ink,
               fill: rgb(getComputedStyle(under.at(-1)).fill) };
    }),
    lines: [...svg.querySelectorAll("path")].map((of) => rgb(
      getComputedStyle(of)[getComputedStyle(of).stroke === "none" ? "fill" : "stroke"])),
    page: rgb(getComputedStyle(document.body).backgroundColor),
  });
}
return seen;
})()"""


def needs_browser() -> pytest.MarkDecorator:
    """Skip a test where there is no browser."""
    reason = "Chromium is not here: install the system's `chromium`"
    return pytest.mark.skipif(CHROMIUM is None, reason=reason)


def seen(shown: Sequence[str], directory: Path, *, background: str) -> list[dict[str, Any]]:
    """Show what a notebook would on a page of some colour, and measure each picture."""
    head = f'<!doctype html><meta charset="utf-8"><body style="background:{background}">'
    page = "\n".join([head, *shown, "</body>"])
    answer: list[dict[str, Any]] = at_last(page, MEASURE, directory)
    return answer


def at_last(page: str, measure: str, directory: Path) -> Any:
    """Show a page, and return what an expression of JavaScript then says of it."""
    assert CHROMIUM is not None
    script = f"""<script type="module">
const found = await {measure.strip()};
const result = document.createElement("pre");
result.id = "found";
result.textContent = JSON.stringify(found);
document.body.replaceChildren(result);
</script>"""
    path = directory / "page.html"
    path.write_text(page.replace("</body>", f"{script}</body>"), encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={directory / 'profile'}", path.as_uri()],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=120,
    )
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stdout[-2000:]
    return json.loads(html.unescape(found[1]))
