// A list that is pasted from Word or WPS comes as paragraphs, each with its sign in a font of symbols: “l” in Wingdings is
// a black dot there and a letter everywhere else. Such paragraphs are made a list again before the editor takes them.

const FONT = /font-family:\s*["']?(?:wingdings|symbol|courier new)/i;
const SIGN = /mso-list:\s*ignore/i;
const NUMBER = /^[（(]?(?:\d{1,3}|[a-z]{1,4}|[一二三四五六七八九十]{1,3})[.．、)）]$/i;
/** @type {WeakSet<Event>} */
const ours = new WeakSet();

/** What stands before the words of a paragraph of a list, or null where it is none. @param {Element} paragraph */
function signOf(paragraph) {
  const spans = [...paragraph.querySelectorAll("span")];
  const named = spans.find((span) => SIGN.test(styleOf(span)));
  if (named) return named;
  const [first] = spans;
  const isSign = first && FONT.test(styleOf(first)) && /^\s*\S\s+$/u.test(first.textContent ?? "");
  return isSign && wordsOf(paragraph).startsWith(wordsOf(first)) ? first : null;
}

/** @param {Element} element */
function styleOf(element) {
  return element.getAttribute("style") ?? "";
}

/** @param {Element} element */
function wordsOf(element) {
  return (element.textContent ?? "").trim();
}

/** Put the paragraph, without its sign, into the list before it, or into a new one. @param {Element} paragraph @param {Element} sign */
function intoList(paragraph, sign) {
  const name = NUMBER.test(wordsOf(sign)) ? "OL" : "UL";
  sign.remove();
  let list = paragraph.previousElementSibling;
  if (list?.tagName !== name || !list.hasAttribute("data-made")) {
    list = paragraph.ownerDocument.createElement(name);
    list.setAttribute("data-made", "");
    paragraph.before(list);
  }
  const item = paragraph.ownerDocument.createElement("li");
  item.append(...paragraph.childNodes);
  list.append(item);
  paragraph.remove();
}

/** Return the HTML with lists for what Word marks as such, or "" where nothing is. @param {string} html */
function withLists(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const element of page.querySelectorAll("script, style")) element.remove();
  const found = [...page.querySelectorAll("p")].flatMap((paragraph) => {
    const sign = signOf(paragraph);
    return sign ? [{ paragraph, sign }] : [];
  });
  for (const { paragraph, sign } of found) intoList(paragraph, sign);
  return found.length ? page.body.innerHTML : "";
}

/** @param {ClipboardEvent} event */
function pasteAsList(event) {
  const area = event.target instanceof Element ? event.target.closest(".DraftEditor-root") : null;
  const html = event.clipboardData?.getData("text/html");
  const mended = area && html && !ours.has(event) ? withLists(html) : "";
  if (!mended) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const data = new DataTransfer();
  data.setData("text/html", mended);
  data.setData("text/plain", event.clipboardData?.getData("text/plain") ?? "");
  const again = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  ours.add(again);
  event.target?.dispatchEvent(again);
}

window.addEventListener("paste", pasteAsList, { capture: true });
