// What is typed, on this device: at once where a dead tab leaves it, and a moment later on the disk, where a dead battery leaves it.

const BASE = "stoppress";
const TEXTS = "texts";
const FORGET_AFTER_MS = 14 * 24 * 3600 * 1_000;

/** @type {Promise<IDBDatabase | null> | null} */
let opened = null;

/** @typedef {{ at: number, number?: number, isThere?: boolean, wish?: string, fields: Record<string, any> }} HereText */

/** Keep a text; resolves to false if it cannot be kept here at all. @param {string} name @param {HereText} text */
export async function putHere(name, text) {
  const isInReach = attempt(() => localStorage.setItem(name, JSON.stringify(text)));
  const isOnDisk = await onDisk((texts) => texts.put(text, name));
  return isInReach || isOnDisk;
}

/** @param {string} name */
export function removeHere(name) {
  attempt(() => localStorage.removeItem(name));
  onDisk((texts) => texts.delete(name));
}

/** Say whether a text of this name is kept. @param {string} name */
export function isHere(name) {
  let found = false;
  attempt(() => (found = localStorage.getItem(name) !== null));
  return found;
}

/** All texts whose names begin so, each in its newest state; those that are too old are forgotten. @param {string} prefix */
export async function textsHere(prefix) {
  const found = new Map(await textsOnDisk(prefix));
  for (const [name, text] of textsInReach(prefix)) if (!found.has(name) || found.get(name).at < text.at) found.set(name, text);
  const texts = [];
  for (const [name, text] of found) {
    if (Date.now() - text.at > FORGET_AFTER_MS) removeHere(name);
    else texts.push({ name, ...text });
    if (!isHere(name)) attempt(() => localStorage.setItem(name, JSON.stringify(text)));
  }
  return texts;
}

/** @returns {[string, HereText][]} */
function textsInReach(prefix) {
  /** @type {[string, HereText][]} */
  const found = [];
  attempt(() => {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) found.push([name, JSON.parse(localStorage.getItem(name))]);
  });
  return found;
}

/** @returns {Promise<[string, HereText][]>} */
async function textsOnDisk(prefix) {
  /** @type {[string, HereText][]} */
  const found = [];
  await onDisk((texts) => {
    const walk = texts.openCursor(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
    walk.onsuccess = () => {
      if (!walk.result) return;
      found.push([String(walk.result.key), walk.result.value]);
      walk.result.continue();
    };
  });
  return found;
}

/** Do this in one step that is on the disk when it is over; resolves to false if it could not be done. @param {(texts: IDBObjectStore) => void} act */
async function onDisk(act) {
  const base = await (opened ??= open());
  if (!base) return false;
  return new Promise((resolve) => {
    const isBegun = attempt(() => {
      const step = base.transaction(TEXTS, "readwrite", { durability: "strict" });
      step.oncomplete = () => resolve(true);
      step.onabort = () => resolve(false);
      act(step.objectStore(TEXTS));
    });
    if (!isBegun) resolve(false);
  });
}

function open() {
  return new Promise((resolve) => {
    const isAsked = attempt(() => {
      const asking = indexedDB.open(BASE, 1);
      asking.onupgradeneeded = () => asking.result.createObjectStore(TEXTS);
      asking.onsuccess = () => resolve(asking.result);
      asking.onerror = asking.onblocked = () => resolve(null);
    });
    if (!isAsked) resolve(null);
  });
}

/** Storage may be full or forbidden; writing goes on without it. */
function attempt(act) {
  try {
    act();
    return true;
  } catch (error) {
    console.warn("The text cannot be kept on this device.", error);
    return false;
  }
}
