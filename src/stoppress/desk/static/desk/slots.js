// Slots of snippets that are open in a text, such as {{ place }}: marked, and reached by Tab.

const SLOT = /\{\{[^{}<>\n]{1,120}?\}\}/g;

/**
 * The open slots of a text, in their order; within code braces are words.
 * @param {any} editor @returns {{ from: number, to: number, name: string }[]}
 */
export function openSlots(editor) {
  const found = [];
  editor.state.doc.descendants((node, position) => {
    if (node.type.spec.code) return false;
    if (!node.isText || node.marks.some((mark) => mark.type.name === "code")) return true;
    for (const slot of node.text.matchAll(SLOT)) {
      const name = slot[0].slice(2, -2).trim();
      if (name) found.push({ from: position + slot.index, to: position + slot.index + slot[0].length, name });
    }
    return true;
  });
  return found;
}

/** Choose the next open slot, so that one types over it; says whether there was one. @param {any} editor @param {number} [from] */
export function chooseSlot(editor, from = 0) {
  const slot = openSlots(editor).find((one) => one.from >= from);
  if (slot) editor.chain().setTextSelection(slot).scrollIntoView().run();
  return Boolean(slot);
}

/** Tab leads from open slot to open slot; after the last it leads on, as ever. @param {any} editor @param {KeyboardEvent} event */
export function slotKey(editor, event) {
  if (event.key !== "Tab" || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { from, to } = editor.state.selection;
  const slots = openSlots(editor);
  const slot = event.shiftKey ? slots.filter((one) => one.to <= from).pop() : slots.find((one) => one.from >= to);
  return Boolean(slot) && editor.chain().setTextSelection(slot).scrollIntoView().run();
}

/** Mark them in all texts of the page, where the browser can without touching the text. @param {any} editor */
export function markSlots(editor) {
  if (!CSS.highlights || !editor.view) return;
  const marked = CSS.highlights.get("open-slot") ?? new Highlight();
  for (const range of marked) if (!range.startContainer.isConnected || editor.view.dom.contains(range.startContainer)) marked.delete(range);
  for (const { from, to } of openSlots(editor)) {
    const range = new Range();
    const [first, last] = [editor.view.domAtPos(from), editor.view.domAtPos(to)];
    range.setStart(first.node, first.offset);
    range.setEnd(last.node, last.offset);
    marked.add(range);
  }
  CSS.highlights.set("open-slot", marked);
}
