// The page works without this file. It sends forms without a reload, shows what others do as it happens,
// and gives keys their usual meaning: Enter sends, Escape closes.
"use strict";

document.documentElement.classList.add("js");

const REGIONS = ["channels", "head", "bars", "scroll", "thread", "modal"];
const sources = new WeakMap(); // node -> the HTML the server sent for it
let current = null; // the newest load; older ones are dropped
let shown = location.href; // the address of what is on the screen
let heard = 0; // the number of the newest change that the workspace told of

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function remember(root) {
  for (const node of $$("[id]", root)) if (!sources.has(node)) sources.set(node, node.outerHTML);
}

// Putting a new page in the place of the old one.

function show(html, { live = false, url = null } = {}) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  remember(fresh.documentElement);
  const scrolls = ["scroll", "thread-scroll"].map((id) => [id, atEnd(document.getElementById(id))]);
  const moved = url !== null && place(url) !== place(shown);
  if (url !== null && url !== location.href && (address(url) !== address(location.href) || new URL(url).hash)) {
    // Only a walk to a fragment ends `:target`, by which the channel list stands open on a phone.
    const drawer = $("#channels:target");
    if (drawer) location.hash = "main";
    history[drawer ? "replaceState" : "pushState"](null, "", url);
  }
  if (url !== null) shown = url;
  document.title = fresh.title;
  document.body.dataset.number = fresh.body.dataset.number;
  $("#app").className = $("#app", fresh).className;
  for (const id of REGIONS) if (id !== "modal") merge(document.getElementById(id), fresh.getElementById(id));
  refreshComposers(fresh, moved);
  mergeModal(fresh);
  if (!live) {
    replace($("#confirm"), $("#confirm", fresh));
    replace($("#toast"), $("#toast", fresh));
    toast();
  }
  openDialogs();
  for (const [id, stick] of scrolls) if (moved || (stick && !$("#home"))) toEnd(document.getElementById(id));
  if (moved) $("#write")?.focus({ preventScroll: true });
  goToHash(moved);
}

const place = (url) => new URL(url, location.href).pathname;
const address = (url) => place(url) + new URL(url, location.href).search;

// Keeps every node whose HTML did not change, so that open menus, focus and selections survive.
function merge(old, fresh) {
  if (!old || !fresh || same(old, fresh)) return;
  if (old.dataset.keyed === undefined && !keyed(old) && !keyed(fresh)) return replace(old, fresh);
  copyAttributes(old, fresh);
  const stay = new Set([...fresh.children].map((node) => node.id));
  // What goes, goes first: a node that is moved to make room loses the focus.
  for (const node of [...old.childNodes]) if (!node.id || !stay.has(node.id)) node.remove();
  const known = new Map([...old.children].map((node) => [node.id, node]));
  let at = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const mine = node.id ? known.get(node.id) : null;
    if (mine) {
      if (mine === at) at = at.nextSibling;
      else old.insertBefore(mine, at);
      merge(mine, node);
    } else {
      old.insertBefore(document.adoptNode(node), at);
    }
  }
  sources.set(old, sources.get(fresh) ?? fresh.outerHTML);
}

const keyed = (node) => node.children.length > 0 && [...node.children].some((child) => child.id);
const same = (old, fresh) => (sources.get(old) ?? "") === (sources.get(fresh) ?? fresh.outerHTML);

function copyAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "open") old.setAttribute(name, value);
}

function replace(old, fresh) {
  if (!old || !fresh || same(old, fresh)) return;
  const open = $$("details[open]", old).map(nameOf);
  const wasOpen = old.matches("details[open]");
  const focused = old.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const taken = document.adoptNode(fresh);
  old.replaceWith(taken);
  if (wasOpen) taken.open = true;
  for (const each of $$("details", taken)) if (open.includes(nameOf(each))) each.open = true;
  if (!focused) return;
  const stops = [taken, ...$$("button, a, input, summary, textarea, select", taken)];
  // What had the focus may be gone, as a step's buttons are once one was pressed: the next ones come just
  // above the message box.
  const next = stops.find((node) => nameOf(node) === focused) ?? (taken.closest(".messages") && $("#write"));
  next?.focus({ preventScroll: true });
}

const nameOf = (node) => node.id || [node.tagName, node.name, node.value, node.dataset.actionId, node.getAttribute("aria-label"), node.className].join("|");

function mergeModal(fresh) {
  const old = $("#modal dialog");
  const next = $("#modal dialog", fresh);
  if (old?.dataset.version === next?.dataset.version && old?.querySelector("form").dataset.view === next?.querySelector("form").dataset.view) return;
  replace($("#modal"), $("#modal", fresh));
}

function refreshComposers(fresh, moved) {
  for (const id of ["write", "write-thread"]) {
    const old = document.getElementById(id);
    const next = fresh.getElementById(id);
    const [mine, theirs] = [old?.closest("[data-composer]"), next?.closest("[data-composer]")];
    if (mine && theirs && mine.dataset.composer === theirs.dataset.composer) {
      mine.elements.back.value = theirs.elements.back.value;
      if (next.hasAttribute("data-draft") && !old.value) old.value = next.value;
    } else if (id === "write" && old && next) {
      (mine ?? old).replaceWith(document.adoptNode(theirs ?? next));
    }
  }
  if (moved) closeMenus(null);
}

// Talking with the server.

async function load(url, options, how) {
  const mine = (current = {});
  const from = location.href;
  try {
    const answer = await fetch(url, options);
    const html = await answer.text();
    if (how.live) await released();
    // Whoever went on meanwhile is not pulled back; a refresh is also dropped for whatever was asked for later.
    const wentOn = address(from) !== address(location.href);
    if (how.live ? wentOn || mine !== current : how.method === "post" && wentOn) {
      refresh();
      return true;
    }
    if (!answer.ok && answer.status === 404) return location.assign(location.pathname);
    show(html, { ...how, url: how.live ? null : how.method === "post" && !answer.redirected ? null : keepHash(answer.url, url) });
    catchUp();
    return true;
  } catch {
    if (how.live) setTimeout(catchUp, 1000);
    else toast("The workspace does not answer. Is it still running?");
    return false;
  }
}

// Nothing is drawn anew under a finger: a click whose node is replaced before the button comes up is no click.
let pressed = false;
for (const [event, is] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]])
  addEventListener(event, () => (pressed = is), true);
const released = async () => {
  for (let turn = 0; pressed && turn < 50; turn++) await new Promise((done) => setTimeout(done, 20));
};

const keepHash = (landed, asked) => landed + (new URL(asked, location.href).hash || "");

// An answer can be overtaken by a newer one: what it drew in its place is not the end of the story.
function catchUp() {
  if (heard > Number(document.body.dataset.number)) refresh();
}

// One refresh at a time. When they overlap on a slow machine, each is dropped for the next and asks for one
// more: none would ever be shown.
let refreshing = false;
let stale = false;
async function refresh() {
  stale = true;
  if (refreshing) return;
  refreshing = true;
  while (stale) {
    await new Promise((done) => setTimeout(done, 40));
    stale = false;
    await load(location.pathname + location.search, { headers: { "X-Live": "yes" } }, { live: true });
  }
  refreshing = false;
}

function listen() {
  const body = document.body.dataset;
  if (!body.live) return;
  let stream = null;
  const open = () => {
    if (stream) return;
    stream = new EventSource(`${body.live}?after=${body.number}`);
    stream.onopen = () => {
      if (heard) refresh(); // the stream was away; a workspace that was started anew counts from the beginning
      heard = 0;
    };
    stream.onmessage = (event) => {
      heard = Math.max(heard, Number(event.lastEventId));
      catchUp();
    };
  };
  const close = () => {
    stream?.close();
    stream = null;
  };
  // A browser keeps six connections to one place: tabs that nobody looks at give theirs back.
  let leaving = null;
  addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    if (document.hidden) leaving = setTimeout(close, 30000);
    else open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

async function send(form, button) {
  const data = new FormData(form, button);
  const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
  button?.classList.add("pressed");
  form.classList.add("busy");
  const text = form.matches("[data-composer]") ? form.elements.text : null;
  const body = form.elements.file?.files.length ? data : new URLSearchParams(data);
  const typed = text?.value;
  if (text) text.value = "";
  const sent = await load(url, { method: "POST", body }, { method: "post" });
  if (text && !sent) text.value = typed;
  if (text && sent) form.querySelector(".attach").open = Boolean((form.elements.file.value = ""));
  if (text && sent) toEnd(text.closest(".main, .thread")?.querySelector(".scroll"));
  form.classList.remove("busy");
  button?.classList.remove("pressed");
}

document.addEventListener("submit", (event) => {
  const method = event.submitter?.getAttribute("formmethod") ?? event.target.method;
  if (method !== "post") return;
  event.preventDefault();
  if (event.target.classList.contains("busy") || event.submitter?.name === "nothing") return;
  closeMenus(null);
  send(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target || link.download) return;
  const url = new URL(link.href);
  const me = location.pathname.split("/").slice(0, 3).join("/");
  if (url.origin !== location.origin || !(url.pathname.startsWith(`${me}/c/`) || url.pathname === `${me}/home`)) return;
  if (url.pathname + url.search === location.pathname + location.search && url.hash && !link.closest("dialog")) return;
  event.preventDefault();
  load(link.href, {}, {}).then((done) => done || location.assign(link.href));
});

addEventListener("popstate", () => {
  if (address(location.href) !== address(shown)) load(location.href, {}, {});
});

// Windows, menus, keys.

let left = null; // what had the focus before a window opened

function openDialogs() {
  if (left && !$("dialog[open]")) giveBackFocus();
  for (const dialog of $$("dialog[open]")) {
    if (dialog.matches(":modal")) continue;
    left ??= document.activeElement;
    dialog.close();
    dialog.showModal();
    const first = $("[aria-invalid=true], [autofocus], .modal-body :is(input, textarea, select)", dialog);
    (first ?? $("footer .primary", dialog))?.focus();
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      $("[data-close]", dialog)?.click();
    });
  }
}

// A closed window leaves the keyboard where it was opened from, or at the message box.
function giveBackFocus() {
  const name = nameOf(left);
  const stops = $$("button, a, input, summary, textarea, select");
  const back = left.isConnected ? left : stops.find((node) => nameOf(node) === name);
  left = null;
  if (document.activeElement === document.body) (back ?? $("#write"))?.focus({ preventScroll: true });
}

function closeMenus(except) {
  for (const menu of $$("details.menu[open]")) if (!except || !menu.contains(except)) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target));

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.menu[open]")) return;
  $("[data-query]", menu)?.focus();
  const sheet = $(".sheet", menu);
  sheet?.scrollIntoView({ block: "nearest", inline: "nearest" });
}, true);

document.addEventListener("keydown", (event) => {
  const node = event.target;
  if (event.key === "Escape") {
    const menu = node.closest?.("details.menu[open]") ?? $("details.menu[open]");
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
      event.preventDefault();
    } else if (location.hash === "#channels") location.hash = "#main";
    else if (!$("dialog[open]")) $("#close-thread")?.click();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && node.matches?.("[data-composer] textarea")) {
    event.preventDefault();
    if (node.value.trim() || node.form.elements.file.value) node.form.requestSubmit();
  } else if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && node.matches?.("dialog textarea")) {
    event.preventDefault();
    node.form.requestSubmit($("[data-submit]", node.form));
  } else if (event.key === "Enter" && node.matches?.("[data-query]")) {
    event.preventDefault();
    takeFirst(node);
  } else if (["ArrowDown", "ArrowUp"].includes(event.key)) arrow(event, node);
});

function arrow(event, node) {
  const menu = node.closest?.("details.menu[open], .typeahead");
  if (!menu || node.matches("input[type=radio]")) return;
  const stops = $$("summary, [data-query], .sheet button, .sheet a, .offers input", menu).filter((each) => each.offsetParent !== null);
  const next = stops[stops.indexOf(node) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

// External menus: options as one types.

let asking = 0;
let answered = 0;
let typing = null;

// Enter takes the first option for what is typed now, not for what was typed a moment ago.
async function takeFirst(field) {
  if (typing !== null || answered !== asking) await suggest(field);
  const list = $(".offers", field.closest("[data-suggest]"));
  ($("input:not(:checked)", list) ?? $("button", list))?.click();
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-query]");
  if (!field) return;
  clearTimeout(typing);
  typing = setTimeout(() => field.isConnected && suggest(field), 120);
});

document.addEventListener("focusin", (event) => {
  const field = event.target.closest("[data-query]");
  if (field && field.dataset.least === "0" && !$(".offers", field.closest("[data-suggest]")).children.length) suggest(field);
});

async function suggest(field) {
  const menu = field.closest("[data-suggest]");
  const least = Number(field.dataset.least);
  clearTimeout(typing);
  typing = null;
  if (field.value.length < least) return offer(menu, { notice: `Type ${least} letters or more.` });
  const form = field.form;
  const number = ++asking;
  const value = (name) => form.elements[name]?.value ?? "";
  const query = new URLSearchParams({ on: value("on"), channel: value("channel"), id: value("id"), act: menu.dataset.suggest, q: field.value });
  const answer = await fetch(`${document.body.dataset.suggest}?${query}`).then((got) => got.json()).catch(() => ({ error: "The options could not be loaded." }));
  if (number !== asking) return;
  answered = number;
  offer(menu, answer);
}

function offer(menu, answer) {
  const list = $(".offers", menu);
  const [block, action] = JSON.parse(menu.dataset.suggest);
  const chosen = $$("input:checked", list).map((input) => input.closest("label"));
  const options = (answer.options ?? []).filter((each) => !chosen.some((label) => $("input", label).value === each.value));
  const focused = list.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  list.replaceChildren(...chosen, ...options.map((each) => (menu.matches(".typeahead") ? choice(menu, block, action, each) : button(block, action, each))));
  if (!list.children.length) list.append(element("p", { className: "hint" }, answer.error || answer.notice || "Nothing found."));
  // Whoever went on into the list before it was renewed stays where they were.
  if (focused) ($$("input, button", list).find((node) => nameOf(node) === focused) ?? $("[data-query]", menu)).focus();
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function words(option) {
  const text = element("span", {}, option.text);
  if (option.description) text.append(element("small", {}, option.description));
  return text;
}

function choice(menu, block, action, option) {
  const input = element("input", { type: menu.dataset.multi ? "checkbox" : "radio", name: `in:${block}/${action}`, value: option.value });
  return element("label", { className: "choice" }, input, words(option));
}

function button(block, action, option) {
  return element("button", { className: "option", name: "act", value: JSON.stringify([block, action, option.value]) }, words(option));
}

// Small things.

const atEnd = (node) => !node || node.scrollHeight - node.scrollTop - node.clientHeight < 80;
function toEnd(node) {
  if (node) node.scrollTop = $("#home", node) ? 0 : node.scrollHeight;
}

function goToHash(moved) {
  if (!moved || !location.hash.startsWith("#m-")) return;
  document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
}

function toast(text) {
  if (text) $("#toast").replaceChildren(element("p", {}, text));
  const shown = $("#toast p");
  if (shown) setTimeout(() => shown.remove(), 6000);
}

remember(document.documentElement);
openDialogs();
toast();
if (!location.hash.startsWith("#m-")) toEnd($("#scroll"));
toEnd($("#thread-scroll"));
listen();
