// The service worker: shows the messages of live blogs that are followed, and keeps the live pages last seen for when there is no
// line, saying so. The network comes first, always; delta and stream, the desk and everything private never pass through here.

const MOST_PAGES = 5;
const MOST_FILES = 60;
const MOST_FILE_BYTES = 1_000_000;
const MOST_BYTES = 6_000_000;
const MOST_PAGE_BYTES = 2_000_000;
const OLDEST_MS = 7 * 24 * 3600_000;
/** A page that was kept just now need not be asked for again. */
const FRESH_MS = 5_000;
const KEPT = "stoppress/";
const KEPT_AT = "x-kept-at";
const NOT_OURS = ["/desk/*", "/api/*", "/expert/*", "/:slug/ask/*", "/:slug/live/*"];
const LIVE_PAGE = /^\/([a-z0-9][a-z0-9-]{0,79})\/(?:p\/[a-z0-9]{12}\/)?$/;
const RESERVED = /^\/(?:desk|api|expert|static|media)\//;
const FILE = /^\/(?:static|media)\//;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // Browsers that know routes do not even wake this worker for what is not its own.
  const routes = NOT_OURS.map((pathname) => ({ condition: { urlPattern: { pathname } }, source: "network" }));
  event.addRoutes?.(routes)?.catch?.(() => {});
});
self.addEventListener("fetch", (event) => answer(event));
self.addEventListener("message", (event) => event.waitUntil(inTurn(() => hear(event.data ?? {}))));
self.addEventListener("push", (event) => event.waitUntil(tell(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(clicked(event)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(moved(event)));

// ---- pages

/** What changes what is kept is done one after the other: two at once would undo each other. @type {Promise<unknown>} */
let turn = Promise.resolve();

function inTurn(work) {
  turn = turn.then(work).catch(() => {}); // without a line, or without room: what is kept stays as it is
  return turn;
}

function answer(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === "/" || (LIVE_PAGE.test(pathname) && !RESERVED.test(pathname))) event.respondWith(page(event, pathname));
  } else if (FILE.test(pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) ?? Response.error()));
  }
}

/** The page from the network; what was kept of it only when there is none. */
async function page(event, pathname) {
  const slug = LIVE_PAGE.exec(pathname)?.[1];
  try {
    // The browser's own cache would give a page of half a minute ago without a line, and without a word of it.
    const fresh = await fetch(event.request, { cache: "no-cache" });
    if (slug && pathname === `/${slug}/`) {
      if (fresh.ok && (await caches.has(KEPT + slug))) event.waitUntil(inTurn(() => renew(slug)));
      else if (fresh.status === 404 || fresh.status === 410) await inTurn(() => forget(slug));
    }
    return fresh;
  } catch {
    return slug ? ((await kept(slug)) ?? Response.error()) : newest();
  }
}

/** What the page that is open says: keep me, with these files; I have changed; something left me. */
async function hear({ keep: wanted, files = [], renew: changed, drop }) {
  const slug = LIVE_PAGE.exec(wanted ?? changed ?? drop ?? "")?.[1];
  if (!slug) return;
  if (drop) return forget(slug);
  const at = Date.now() - (await keptAt(slug));
  if (changed ? await caches.has(KEPT + slug) : at > FRESH_MS) await renew(slug);
  if (wanted) await keepFiles(slug, files);
}

/** Asked of the server itself: what was just shown may have come from the browser's own cache, and be half a minute old. */
async function renew(slug) {
  const fresh = await fetch(`/${slug}/`, { cache: "no-cache" });
  if (fresh.ok && !fresh.redirected) await keep(slug, fresh);
  else if (fresh.status === 404 || fresh.status === 410) await forget(slug);
}

async function keep(slug, fresh) {
  const body = await fresh.text();
  if (body.length > MOST_PAGE_BYTES) return;
  const headers = { [KEPT_AT]: String(Date.now()) };
  for (const name of ["content-type", "content-security-policy", "referrer-policy", "permissions-policy"])
    if (fresh.headers.has(name)) headers[name] = fresh.headers.get(name);
  const cache = await caches.open(KEPT + slug);
  await cache.put(`/${slug}/`, new Response(body, { headers }));
  await tidy();
}

/** Style, script and pictures of the page as it is; what it does not show any more is not kept any longer. */
async function keepFiles(slug, files) {
  if (!(await caches.has(KEPT + slug))) return;
  const cache = await caches.open(KEPT + slug);
  const wanted = files.map((file) => new URL(file, self.location.origin)).filter((url) => url.origin === self.location.origin && FILE.test(url.pathname));
  const addresses = wanted.slice(0, MOST_FILES).map((url) => url.href);
  for (const request of await cache.keys())
    if (FILE.test(new URL(request.url).pathname) && !addresses.includes(request.url)) await cache.delete(request);
  let bytes = 0;
  for (const address of addresses) {
    const answer = (await cache.match(address)) ?? (await fetch(address).catch(() => null));
    const body = answer?.ok ? await answer.clone().arrayBuffer() : null;
    bytes += body?.byteLength ?? 0;
    if (!body || body.byteLength > MOST_FILE_BYTES || bytes > MOST_BYTES) await cache.delete(address);
    else await cache.put(address, answer);
  }
}

async function forget(slug) {
  await caches.delete(KEPT + slug);
}

/** The page as it was kept, with a line that says so; its script goes on from there when the line is back. */
async function kept(slug) {
  const at = await keptAt(slug);
  if (!at || Date.now() - at > OLDEST_MS) return null;
  const held = await (await caches.open(KEPT + slug)).match(`/${slug}/`);
  const html = await held.text();
  const said = html.replace("<main data-cursor", `<main data-seen="${at}" data-cursor`).replace(/(<p class="offline") data-offline hidden>([^<]*)/, (_, tag, words) => `${tag} data-offline>${words.replace("{time}", moment(html, at))}`);
  return new Response(said, { headers: held.headers });
}

/** The time of day in the story's zone, as its language writes it; with the day, if that is another one. */
function moment(html, at) {
  const zone = /data-zone="([^"]+)"/.exec(html)?.[1] ?? "UTC";
  const language = /<html lang="([^"]+)"/.exec(html)?.[1] ?? "en";
  const pattern = /"clock":"([^"]+)"/.exec(html)?.[1] ?? "{hh}:{mm}";
  const [hh, mm] = new Date(at).toLocaleTimeString("en-GB", { timeZone: zone }).split(":");
  const time = pattern.replace("{hh}", hh).replace("{h}", String(Number(hh))).replace("{mm}", mm);
  const day = (when) => new Date(when).toLocaleDateString(language, { day: "numeric", month: "long", timeZone: zone });
  return day(at) === day(Date.now()) ? time : `${time}, ${day(at)}`;
}

/** An installed app that is opened without a line leads to the page that was seen last. */
async function newest() {
  const slug = (await byAge())[0];
  return slug ? Response.redirect(`/${slug}/`) : Response.error();
}

async function keptAt(slug) {
  if (!(await caches.has(KEPT + slug))) return 0;
  const held = await (await caches.open(KEPT + slug)).match(`/${slug}/`);
  return Number(held?.headers.get(KEPT_AT) ?? 0);
}

/** The names of what is kept, the newest first. */
async function byAge() {
  const names = (await caches.keys()).filter((name) => name.startsWith(KEPT)).map((name) => name.slice(KEPT.length));
  const aged = await Promise.all(names.map(async (slug) => ({ slug, at: await keptAt(slug) })));
  return aged.sort((a, b) => b.at - a.at).map(({ slug }) => slug);
}

async function tidy() {
  const slugs = await byAge();
  for (const [index, slug] of slugs.entries())
    if (index >= MOST_PAGES || Date.now() - (await keptAt(slug)) > OLDEST_MS) await forget(slug);
}

// ---- messages

async function tell(data) {
  const said = read(data);
  if (!said) return;
  const slug = LIVE_PAGE.exec(said.blog)?.[1];
  if (said.sort === "withdrawn" && slug) await inTurn(() => forget(slug));
  await self.registration.showNotification(said.title, {
    body: said.body,
    tag: said.tag,
    lang: said.lang,
    dir: said.dir,
    timestamp: said.at,
    silent: said.silent ?? false,
    renotify: !said.silent,
    icon: said.icon,
    actions: said.sort === "ended" ? [] : [{ action: "stop", title: said.stop }],
    data: said,
  });
}

function read(data) {
  try {
    return data.json();
  } catch {
    return null; // what is not ours to read
  }
}

async function clicked(event) {
  const said = event.notification.data ?? {};
  event.notification.close();
  if (event.action === "stop") return stop(said);
  const address = new URL(said.url ?? "/", self.location.origin);
  if (address.origin !== self.location.origin) return;
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = open.find((client) => new URL(client.url).pathname === address.pathname);
  await (same ? same.focus() : self.clients.openWindow(address.href));
}

async function stop(said) {
  const subscription = await self.registration.pushManager.getSubscription();
  if (!subscription || !LIVE_PAGE.test(said.blog ?? "")) return;
  const answer = await send(`${said.blog}follow/`, { endpoint: subscription.endpoint, key_events: false, corrections: false });
  if (!answer.ok) throw new Error(String(answer.status));
  await self.registration.showNotification(said.stopped, { tag: said.blog, silent: true, lang: said.lang, dir: said.dir, icon: said.icon });
}

/** The push service has given this browser another address: everything that it follows goes there. */
async function moved({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return;
  const fresh = newSubscription ?? (await self.registration.pushManager.subscribe(oldSubscription.options));
  await send("/follow/moved", { old: oldSubscription.endpoint, ...fresh.toJSON() });
}

function send(address, body) {
  return fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "omit" });
}
