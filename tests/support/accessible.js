// Runs axe on the open page. Contrast is two thirds of its work, and the same for each text of the same look before the
// same things: it is judged once for each look, on the first text that has it. Returns what is wrong, and the new looks.
async ([options, exclude, known]) => {
  const left = exclude.length ? exclude.join(",") : null;
  const fields = new Set(["INPUT", "SELECT", "TEXTAREA"]);
  const behind = new Map(); // element -> what can be seen behind a text in it, from the root on
  const fresh = new Map(); // look -> the first element that has it
  const old = new Set(known);

  const hash = (text) => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let place = 0; place < text.length; place += 1) {
      const code = text.charCodeAt(place);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    return 4294967296 * (2097151 & b) + (a >>> 0);
  };
  const names = (element) => [element.tagName, element.getAttribute("class"), element.getAttribute("aria-disabled")];
  const before = (element) => {
    if (!element) return "";
    if (!behind.has(element)) {
      const style = getComputedStyle(element);
      const seen = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.position];
      const parent = element.parentElement ?? element.getRootNode().host;
      const itself = [...names(element), element.matches(":disabled"), style.mixBlendMode, ...seen];
      behind.set(element, hash([before(parent), ...itself].join("|")));
    }
    return behind.get(element);
  };
  const note = (element) => {
    const style = getComputedStyle(element);
    const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextStrokeColor];
    const look = hash([before(element), ...letters].join("|"));
    if (!old.has(look) && !fresh.has(look) && element.checkVisibility()) fresh.set(look, element);
  };
  const collect = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) collect(element.shadowRoot);
      if (left && element.closest(left)) continue;
      const speaks = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (speaks || fields.has(element.tagName)) note(element);
    }
  };

  const target = exclude.length ? { exclude: exclude.map((part) => [part]) } : { include: [["html"]] };
  const found = (await axe.run(target, { ...options, rules: { "color-contrast": { enabled: false } } })).violations;
  collect(document);
  if (fresh.size) {
    const contrast = { ...options, runOnly: { type: "rule", values: ["color-contrast"] } };
    const texts = { include: [...fresh.values()], exclude: target.exclude ?? [] };
    found.push(...(await axe.run(texts, contrast)).violations);
  }
  return [found, [...fresh.keys()]];
}
