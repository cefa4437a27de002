// What a reader sees of each output: images, and words with their ink and the paper under them.
(selector) => [...document.querySelectorAll(selector)].map((output) => {
  const rgb = (said) => {
    const most = said.startsWith("color(srgb") ? 255 : 1;
    return said.match(/[\d.]+/g).map((part) => most * part);
  };
  const paper = (of) => {
    for (let at = of; at; at = at.parentElement) {
      const fill = getComputedStyle(at).backgroundColor;
      const parts = rgb(fill);
      if (parts.length < 4 || parts[3] > 0) return parts.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const isCut = (of) => {
    const right = of.getBoundingClientRect().right;
    for (let at = of.parentElement; at; at = at.parentElement) {
      const overflow = getComputedStyle(at).overflowX;
      if (["auto", "scroll"].includes(overflow)) return false;
      if (overflow !== "visible" && right > at.getBoundingClientRect().right + 1) return true;
    }
    return right > document.documentElement.scrollWidth;
  };
  output.querySelectorAll("details").forEach((of) => { of.open = true; });
  const words = [...output.querySelectorAll("td, th, caption, p, summary, li, pre")];
  const parts = [...output.querySelectorAll("img, table")];
  return {
    images: [...output.querySelectorAll("img")].map((of) => of.naturalWidth && of.alt),
    words: words.filter((of) => of.textContent.trim()).map((of) => ({
      words: of.textContent, ink: rgb(getComputedStyle(of).color).slice(0, 3), paper: paper(of),
    })),
    cut: parts.filter(isCut).map((of) => of.alt ?? of.textContent),
  };
})
