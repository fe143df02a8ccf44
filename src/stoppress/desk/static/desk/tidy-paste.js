// Tidies pasted HTML as a string, before any parser of the browser sees it: what Word and Google Docs mean by their
// styles becomes marks, their lists become lists, everything else of theirs is dropped. Pure: no document is touched.
// (A parser would apply the style attributes, which the desk's policy forbids and reports.)

/** @typedef {{tag: string, attributes: Record<string, string>, children: Array<Node | string>, marker?: string}} Node */

const VOID = new Set(["br", "hr", "img", "meta", "link", "col", "input", "wbr", "o:p/"]);
const DROPPED_WHOLE = new Set([
  "style", "script", "title", "xml", "template", "noscript", "svg", "math", "iframe", "object", "textarea", "select", "button",
]);
const KEPT = new Set([
  "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "s", "sub", "sup", "code", "pre", "br", "hr", "a",
  "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "img", "span",
]);
const RENAMED = { h1: "h2", b: "strong", i: "em", strike: "s", del: "s", h5: "h4", h6: "h4" };
const BLOCKS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "div", "pre", "figure", "hr"]);
const KEPT_ATTRIBUTES = {
  a: ["href"],
  img: ["src", "alt", "width", "height"],
  span: ["data-reference"],
  td: ["colspan", "rowspan"],
  th: ["colspan", "rowspan"],
  ol: ["start"],
};
const TOKEN = /<!--[\s\S]*?-->|<!\[[\s\S]*?\]>|<![^>]*>|<\/?([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[^<]+|</g;
const ATTRIBUTE = /([\w:-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g;

/**
 * Clean HTML for the editor. What was copied within the editor comes through as it is.
 * @param {string} html
 * @returns {string}
 */
export function tidyPaste(html) {
  const isOurs = html.includes("data-pm-slice");
  const fragment = /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/.exec(html)?.[1] ?? html;
  const root = read(fragment);
  const tidied = nestLists(listsOfWord(tidyAll(root.children, isOurs)));
  return withoutLooseBreaks(tidied).map(print).join("");
}

/** @param {string} html @returns {Node} */
function read(html) {
  /** @type {Node} */
  const root = { tag: "", attributes: {}, children: [] };
  const open = [root];
  let skipping = "";
  let marker = null;
  for (const match of html.matchAll(TOKEN)) {
    const [token, name, rest] = match;
    const tag = (name || "").toLowerCase();
    const closes = token.startsWith("</");
    if (skipping) {
      if (closes && tag === skipping) skipping = "";
      continue;
    }
    // Word prints a list's bullet between these, for programs that know no lists.
    if (/^<!(--)?\[if !supportLists\]/i.test(token)) {
      marker = open[open.length - 1];
      const inner = /^<!--\[if !supportLists\]>([\s\S]*)<!\[endif\]-->$/i.exec(token);
      if (inner) noteMarker(marker, textOf(inner[1])), (marker = null);
      continue;
    }
    if (/^<!(--)?\[endif\]/i.test(token)) {
      marker = null;
      continue;
    }
    if (token.startsWith("<!")) continue;
    if (marker) {
      if (!name) noteMarker(marker, token);
      continue;
    }
    if (!name) {
      open[open.length - 1].children.push(token === "<" ? "&lt;" : token);
    } else if (closes) {
      close(open, tag);
    } else if (DROPPED_WHOLE.has(tag)) {
      if (!token.endsWith("/>")) skipping = tag;
    } else {
      if (tag === "p" || tag === "li" || tag === "tr" || tag === "td" || tag === "th") endUnclosed(open, tag);
      /** @type {Node} */
      const node = { tag, attributes: attributesOf(rest), children: [] };
      open[open.length - 1].children.push(node);
      if (!VOID.has(tag) && !token.endsWith("/>")) open.push(node);
    }
  }
  return root;
}

/** A closing tag ends the nearest open element of its name, and nothing if there is none. */
function close(open, tag) {
  for (let at = open.length - 1; at > 0; at--) {
    if (open[at].tag === tag) {
      open.length = at;
      return;
    }
  }
}

/** A new paragraph, list item or cell ends the one before it, if that was left open. */
function endUnclosed(open, tag) {
  const top = open[open.length - 1];
  if (top.tag === tag || (tag === "td" && top.tag === "th") || (tag === "th" && top.tag === "td")) open.pop();
}

function attributesOf(text) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [, name, value] of text.matchAll(ATTRIBUTE)) {
    found[name.toLowerCase()] = (value ?? "").replace(/^["']|["']$/g, "");
  }
  return found;
}

function noteMarker(node, text) {
  node.marker = ((node.marker ?? "") + text.replace(/&nbsp;|&#160;|\s/g, "")).slice(0, 12);
}

function textOf(html) {
  return html.replace(/<[^>]*>/g, "");
}

function tidyAll(children, isOurs) {
  return children.flatMap((child) => (typeof child === "string" ? [child] : tidy(child, isOurs)));
}

/** What stands for one element: itself without foreign attributes, its marks, or only its children. */
function tidy(node, isOurs) {
  const style = styleOf(node);
  if (style["mso-list"] === "ignore" || style["mso-hide"] === "all" || style.display === "none") return [];
  const item = wordItem(node, style);
  const children = tidyAll(node.children, isOurs);
  if (item) return [{ ...item, children }];
  const tag = RENAMED[node.tag] ?? node.tag;
  if (tag === "div" || tag === "section" || tag === "article") return paragraphsOf(children);
  if ((tag === "strong" && isPlain(style["font-weight"])) || (tag === "em" && style["font-style"] === "normal")) return children;
  if (tag === "img" && !isOurs) return [];
  if (tag === "span" && !node.attributes["data-reference"]) return marked(children, style);
  if (tag === "a" && !/^(https?:|mailto:)/i.test(node.attributes.href ?? "")) return children;
  if (tag === "br" && /apple-interchange-newline/i.test(node.attributes.class ?? "")) return [];
  if (tag === "font" || !KEPT.has(tag)) return marked(children, tag === "font" || tag === "u" ? style : {});
  if (tag === "li") return [{ tag, attributes: {}, children: withoutLoneParagraph(children) }];
  if (tag === "p" && isEmpty(children)) return [];
  return [{ tag, attributes: keptAttributes(tag, node.attributes, isOurs), children }];
}

function styleOf(node) {
  /** @type {Record<string, string>} */
  const style = {};
  for (const declaration of (node.attributes.style ?? "").replace(/&quot;/g, "'").split(";")) {
    const colon = declaration.indexOf(":");
    if (colon > 0) style[declaration.slice(0, colon).trim().toLowerCase()] = declaration.slice(colon + 1).trim().toLowerCase();
  }
  return style;
}

/** A paragraph of Word that is an item of a list: `mso-list:l0 level1 lfo1`, and its bullet or number. */
function wordItem(node, style) {
  const list = style["mso-list"];
  if (node.tag !== "p" || !list || list === "ignore" || list === "none") return null;
  const marker = markerOf(node);
  const tag = /^\(?([0-9]{1,3}|[a-z]{1,4})[.)]/i.test(marker) ? "ol" : "ul";
  return { tag: "word-item", attributes: { list: tag, level: /level(\d)/.exec(list)?.[1] ?? "1" } };
}

function markerOf(node) {
  if (node.marker) return node.marker;
  for (const child of node.children) {
    if (typeof child === "string") continue;
    if (styleOf(child)["mso-list"] === "ignore") return allText(child).replace(/&nbsp;|&#160;|\s/g, "");
    const found = markerOf(child);
    if (found) return found;
  }
  return "";
}

function allText(node) {
  return node.children.map((child) => (typeof child === "string" ? child : allText(child))).join("");
}

function isPlain(weight) {
  return weight === "normal" || weight === "400";
}

/** The children within the marks that a style means. */
function marked(children, style) {
  if (!children.length) return [];
  let inner = children;
  const weight = style["font-weight"];
  const isBlock = children.some((child) => typeof child !== "string" && BLOCKS.has(child.tag));
  if (isBlock) return inner;
  if (weight === "bold" || weight === "bolder" || Number(weight) >= 600) inner = [{ tag: "strong", attributes: {}, children: inner }];
  if (style["font-style"] === "italic") inner = [{ tag: "em", attributes: {}, children: inner }];
  if (/line-through/.test(style["text-decoration"] ?? "")) inner = [{ tag: "s", attributes: {}, children: inner }];
  if (style["vertical-align"] === "super") inner = [{ tag: "sup", attributes: {}, children: inner }];
  if (style["vertical-align"] === "sub") inner = [{ tag: "sub", attributes: {}, children: inner }];
  return inner;
}

/** A box of blocks is its blocks; a box of words is a paragraph. */
function paragraphsOf(children) {
  const hasBlock = children.some((child) => typeof child !== "string" && (BLOCKS.has(child.tag) || child.tag === "word-item"));
  return hasBlock || isEmpty(children) ? children : [{ tag: "p", attributes: {}, children }];
}

function withoutLoneParagraph(children) {
  return children.flatMap((child) => (typeof child !== "string" && child.tag === "p" ? child.children : [child]));
}

function isEmpty(children) {
  return children.every((child) =>
    typeof child === "string" ? !child.replace(/&nbsp;|&#160;|\u00a0|\s/g, "") : child.tag === "br" || (!VOID.has(child.tag) && isEmpty(child.children)),
  );
}

function keptAttributes(tag, attributes, isOurs) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const name of KEPT_ATTRIBUTES[tag] ?? []) if (attributes[name] !== undefined) kept[name] = attributes[name];
  if (isOurs && attributes["data-pm-slice"]) kept["data-pm-slice"] = attributes["data-pm-slice"];
  return kept;
}

/** Runs of Word's items become lists, deeper levels lists within the item before. */
function listsOfWord(children) {
  const out = [];
  /** @type {Array<{level: number, list: Node}>} */
  let open = [];
  for (const child of children) {
    if (typeof child !== "string" && child.tag === "word-item") {
      placeItem(out, open, child);
      continue;
    }
    if (typeof child === "string" && !child.trim() && open.length) continue;
    open = [];
    out.push(typeof child === "string" ? child : { ...child, children: listsOfWord(child.children) });
  }
  return out;
}

function placeItem(out, open, item) {
  const level = Number(item.attributes.level);
  while (open.length && open[open.length - 1].level > level) open.pop();
  let top = open[open.length - 1];
  if (top && top.level === level && top.list.tag !== item.attributes.list) {
    open.pop();
    top = undefined;
  }
  if (!top || top.level < level) {
    const list = { tag: item.attributes.list, attributes: {}, children: [] };
    const holder = open[open.length - 1]?.list.children.at(-1);
    if (holder && typeof holder !== "string") holder.children.push(list);
    else out.push(list);
    open.push((top = { level, list }));
  }
  top.list.children.push({ tag: "li", attributes: {}, children: trimmed(item.children) });
}

function trimmed(children) {
  const rest = [...children];
  while (typeof rest[0] === "string" && !rest[0].replace(/&nbsp;|\s/g, "")) rest.shift();
  return rest;
}

/** Google Docs puts a deeper list beside the item it belongs to; here it comes into it. */
function nestLists(children) {
  return children.map((child) => {
    if (typeof child === "string") return child;
    const inner = nestLists(child.children);
    if (child.tag !== "ul" && child.tag !== "ol") return { ...child, children: inner };
    /** @type {Array<Node | string>} */
    const items = [];
    for (const item of inner) {
      const last = items[items.length - 1];
      const isList = typeof item !== "string" && (item.tag === "ul" || item.tag === "ol");
      if (isList && last && typeof last !== "string") last.children.push(item);
      else if (typeof item !== "string" || item.trim()) items.push(item);
    }
    return { ...child, children: items };
  });
}

/** A line break between two blocks is only Google's way of leaving room. */
function withoutLooseBreaks(children) {
  const hasBlock = children.some((child) => typeof child !== "string" && BLOCKS.has(child.tag));
  return hasBlock ? children.filter((child) => typeof child === "string" || child.tag !== "br") : children;
}

function print(node) {
  if (typeof node === "string") return node;
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${value.replace(/"/g, "&quot;").replace(/</g, "&lt;")}"`);
  const start = `<${node.tag}${attributes.join("")}>`;
  return VOID.has(node.tag) ? start : `${start}${node.children.map(print).join("")}</${node.tag}>`;
}
