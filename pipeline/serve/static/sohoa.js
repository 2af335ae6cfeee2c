// The review page by keyboard: one item on the stage, the next one loaded behind it.
"use strict";
(() => {
  const stage = document.getElementById("stage");
  const status = document.getElementById("status");
  const filters = document.getElementById("filters");
  const csrf = document.querySelector("meta[name=csrf]").content;
  const words = stage.dataset;
  let ahead = null; // {after, promise of an element or null}
  let busy = false;
  let fits = ""; // the answer that was last found to fit
  let saved = Promise.resolve(); // decisions that are being recorded, one after the other
  const pending = new Set(); // their items
  const MOST_PENDING = 4;
  const OVER = ["item_gone", "item_taken", "review_stale", "review_unknown_entry", "review_disposed", "document_disposed"]; // nothing is left to decide there
  let shownAt = performance.now();
  let checkTimer = 0;
  let checkNumber = 0;
  let findNumber = 0;

  const item = () => stage.querySelector(".item");
  const query = (more) => {
    const values = new URLSearchParams(new FormData(filters));
    for (const [key, value] of Object.entries(more)) if (value) values.set(key, value);
    return values.toString();
  };
  const say = (text, bad = false) => {
    status.textContent = text;
    status.classList.toggle("bad", bad);
    clearTimeout(say.timer);
    if (!bad && text) say.timer = setTimeout(() => { status.textContent = ""; }, 2500);
  };

  const count = (found) => { if (found.open) document.getElementById("open").textContent = found.open; };

  async function post(path, values) {
    const answer = await fetch(path, {
      method: "POST", credentials: "same-origin",
      headers: { accept: "application/json", "x-csrf-token": csrf },
      body: new URLSearchParams(values),
    });
    const found = await answer.json();
    if (answer.status === 401) location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
    return found;
  }

  async function load(more) {
    const answer = await fetch("/review/next?" + query({ ...more, pending: [...pending].join("\n") }), { credentials: "same-origin", headers: { accept: "text/html" } });
    if (answer.redirected) location.assign(answer.url);
    if (answer.status !== 200) return null;
    const holder = document.createElement("div"); // pictures begin to load here, before they are shown
    holder.innerHTML = await answer.text();
    return holder.firstElementChild;
  }

  function loadAhead() {
    const current = item();
    if (!current) { ahead = null; return; }
    const after = current.dataset.key;
    ahead = { after, promise: load({ after }).catch(() => null) };
  }

  function show(element) {
    stage.replaceChildren(element || document.getElementById("empty").content.cloneNode(true));
    shownAt = performance.now();
    const current = item();
    document.body.dataset.kind = current ? current.dataset.kind : "";
    if (!current) { stage.querySelector(".empty").focus(); return; }
    document.getElementById("open").textContent = current.dataset.open;
    prepare(current);
    loadAhead();
  }

  async function goOn() {
    const current = item();
    const key = current && current.dataset.key;
    const next = ahead && ahead.after === key ? await ahead.promise : null;
    show(next || await load({ after: key }));
  }

  // ── one item ────────────────────────────────────────────────────────────────
  const valueOf = (current) => current.querySelector("input.value");
  const radios = (current) => [...current.querySelectorAll("input[name=choice]")];
  const chosen = (current) => current.querySelector("input[name=choice]:checked");

  function prepare(current) {
    const value = valueOf(current);
    for (const picture of current.querySelectorAll("img")) {
      const gone = () => { picture.parentElement.classList.add("gone"); picture.alt = words.pictureGone; };
      picture.addEventListener("error", gone);
      if (picture.complete && picture.src && !picture.naturalWidth) gone();
    }
    const sheet = current.querySelector(".sheet");
    if (sheet) {
      turnTo(sheet, 0);
      zoomTo(current, 1);
      const picture = sheet.querySelector("img");
      if (picture.complete) bringIntoView(current); else picture.addEventListener("load", () => bringIntoView(current));
    }
    if (value && !chosen(current)) { value.focus({ preventScroll: true }); value.select(); } else current.focus({ preventScroll: true });
    if (value && value.value) check(current);
  }

  function answerOf(current) {
    const value = valueOf(current);
    const choice = chosen(current);
    if (current.dataset.kind === "document" && choice && choice.value === "type") return current.querySelector("#type").value;
    if (value && value.value.trim() && (value.value !== value.defaultValue || !choice)) {
      return value.value === value.defaultValue ? "ok" : value.value.trim();
    }
    if (!choice) return "";
    return "found" in choice.dataset ? "ok" : choice.value;
  }

  const facts = (current) => ({
    item: current.dataset.key, version: current.dataset.version, value: answerOf(current),
    because: current.querySelector("#because").value,
  });

  function tell(current, state, text) {
    const line = current.querySelector("#check");
    line.className = "check " + state;
    line.textContent = text;
  }

  async function check(current) {
    const number = ++checkNumber;
    const value = facts(current);
    if (!value.value) { tell(current, "", ""); return; }
    let found;
    try { found = await post("/review/check", value); } catch { return; }
    if (number !== checkNumber || current !== item()) return;
    showChecked(current, found);
  }

  function showChecked(current, found) {
    fits = found.ok && found.state === "fits" && !found.overridable ? JSON.stringify(facts(current)) : "";
    if (found.ok && found.state === "fits") {
      const typed = answerOf(current);
      const other = found.value && found.value !== typed && typed !== "ok";
      tell(current, "fits", "✓ " + (found.said || (other ? words.willBe.replace("{value}", found.value) : words.fits)));
    } else if (found.ok && found.state === "empty") tell(current, "", "");
    else tell(current, "refused", "✗ " + found.message + (found.remedy ? " → " + found.remedy : ""));
    const needs = Boolean(found.overridable);
    current.querySelector(".because").hidden = !needs && !current.querySelector("#because").value;
  }

  function checkSoon(current) {
    clearTimeout(checkTimer);
    checkTimer = setTimeout(() => check(current), 150);
  }

  async function take() {
    const current = item();
    if (!current || busy) return;
    const values = facts(current);
    if (!values.value) { say(words.chooseFirst, true); return; }
    const seconds = ((performance.now() - shownAt) / 1000).toFixed(1);
    const save = () => post("/review/take?" + query({}), { ...values, seconds });
    busy = true;
    try {
      // What fits is recorded behind the next item; anything else is waited for.
      if (fits === JSON.stringify(values) && pending.size < MOST_PENDING) {
        saveBehind(current, save);
        await goOn();
      } else {
        say(words.saving);
        await saved;
        const found = await save();
        if (found.ok) { await goOn(); count(found); say(found.said); } else await refuse(current, found);
      }
    } catch { say(words.offline, true); } finally { busy = false; }
  }

  function saveBehind(current, save) {
    pending.add(current.dataset.key);
    saved = saved.then(async () => {
      let found = { message: words.offline };
      try { found = await save(); } catch { /* the message says it */ }
      pending.delete(current.dataset.key);
      document.body.dataset.pending = pending.size;
      if (found.ok) { count(found); say(found.said); } else { if (!OVER.includes(found.code)) show(current); await refuse(current, found); }
    });
    document.body.dataset.pending = pending.size;
  }

  async function refuse(current, found) {
    if (OVER.includes(found.code) && item() === current) await goOn();
    say(found.message, true);
    if (item() !== current) return;
    showChecked(current, found);
    if (found.overridable) { current.querySelector(".because").hidden = false; current.querySelector("#because").focus(); }
  }

  async function skip() {
    const current = item();
    if (!current || busy) return;
    busy = true;
    try { const found = await post("/review/skip?" + query({}), { item: current.dataset.key }); await goOn(); count(found); say(words.skipped); }
    catch { say(words.offline, true); } finally { busy = false; }
  }

  async function undo() {
    if (busy) return;
    busy = true;
    try {
      await saved;
      const found = await post("/review/undo", {});
      if (found.ok) { show(await load({ item: found.item })); say(found.said); }
      else say(found.message, true);
    } catch { say(words.offline, true); } finally { busy = false; }
  }

  // ── the page's picture ──────────────────────────────────────────────────────
  function zoomTo(current, zoom) {
    const sheet = current.querySelector(".sheet");
    if (!sheet) return;
    sheet.dataset.zoom = Math.min(Math.max(zoom, 0.3), 6);
    sheet.style.width = 100 * sheet.dataset.zoom + "%";
  }
  function zoomBy(factor) {
    const current = item();
    const sheet = current && current.querySelector(".sheet");
    if (!sheet) return;
    zoomTo(current, Number(sheet.dataset.zoom) * factor);
    bringIntoView(current);
  }
  function turnTo(sheet, degrees) {
    sheet.dataset.turned = (degrees + 360) % 360;
    sheet.classList.remove("turn90", "turn180", "turn270");
    if (sheet.dataset.turned !== "0") sheet.classList.add("turn" + sheet.dataset.turned);
  }
  function turnBy(degrees) {
    const sheet = item() && item().querySelector(".sheet");
    if (sheet) { turnTo(sheet, Number(sheet.dataset.turned) + degrees); bringIntoView(item()); }
  }
  function bringIntoView(current) {
    const desk = current.querySelector(".desk");
    const lit = current.querySelector("rect.lit");
    if (!desk || !lit) return;
    const box = lit.getBoundingClientRect();
    const frame = desk.getBoundingClientRect();
    desk.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
    desk.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  }

  // ── choices and the register ────────────────────────────────────────────────
  function choose(current, radio) {
    if (!radio) return;
    radio.checked = true;
    radio.focus({ preventScroll: true });
    radio.closest("tr, .choice").scrollIntoView({ block: "nearest" });
    chosenChanged(current, radio);
  }
  function chosenChanged(current, radio) {
    const type = current.querySelector("#type");
    const value = valueOf(current);
    if (type) { type.hidden = radio.value !== "type"; if (!type.hidden) type.focus(); }
    if (value && !value.disabled) value.value = radio.value;
    check(current);
  }
  function chooseBy(current, step) {
    const all = radios(current);
    if (!all.length) return false;
    const at = all.indexOf(chosen(current));
    choose(current, all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
    return true;
  }
  async function find(current, text) {
    const number = ++findNumber;
    if (text.trim().length < 2) return;
    say(words.searching);
    const path = "/review/people?" + new URLSearchParams({ item: current.dataset.key, q: text });
    const answer = await fetch(path, { credentials: "same-origin" });
    if (number !== findNumber || answer.status !== 200) return;
    const rows = document.createElement("tbody");
    rows.innerHTML = await answer.text();
    const old = current.querySelector("#candidates");
    rows.id = "candidates";
    old.replaceWith(rows);
    say("");
  }

  // ── events ──────────────────────────────────────────────────────────────────
  const isText = (element) => element.matches("input:not([type=radio]), select, textarea");
  const isPristine = (element) => element.matches("input.value") && element.value === element.defaultValue
    && (element.value === "" || (element.selectionStart === 0 && element.selectionEnd === element.value.length));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const current = item();
    const focus = document.activeElement;
    const inFilters = filters.contains(focus);
    const done = () => { event.preventDefault(); event.stopPropagation(); };
    if (inFilters || focus.closest(".bar")) return;
    if (event.key === "Escape" && current) {
      done();
      if (focus.id === "find") { focus.value = ""; current.focus(); }
      else if (focus.matches("input.value") && focus.value !== focus.defaultValue) { focus.value = focus.defaultValue; focus.select(); check(current); }
      else skip();
      return;
    }
    if (event.key === "Enter" && current) {
      if (focus.matches("button, a, summary")) return;
      done();
      if (focus.id === "find") { find(current, focus.value).then(() => choose(current, radios(current)[0])); } else take();
      return;
    }
    if (current && (event.key === "ArrowDown" || event.key === "ArrowUp") && !focus.matches("select")) {
      if (focus.id === "find" || !isText(focus) || radios(current).length) {
        if (chooseBy(current, event.key === "ArrowDown" ? 1 : -1)) { done(); return; }
      }
    }
    if (isText(focus) && !isPristine(focus)) return;
    if (event.key === "z" || event.key === "Z") { done(); undo(); }
    else if (event.key === "+" || event.key === "=") { done(); zoomBy(1.25); }
    else if (event.key === "-" || event.key === "−") { done(); zoomBy(0.8); }
    else if (event.key === "]") { done(); turnBy(90); }
    else if (event.key === "[") { done(); turnBy(-90); }
    else if (event.key === "/" && current && current.querySelector("#find")) { done(); current.querySelector("#find").focus(); }
    else if (/^[1-9]$/.test(event.key) && current && !isText(focus)) { done(); choose(current, radios(current)[Number(event.key) - 1]); }
  });

  document.addEventListener("submit", (event) => { if (event.target.matches(".answer")) { event.preventDefault(); take(); } });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const what = button && button.dataset.do;
    if (what === "skip") skip(); else if (what === "undo") undo();
    else if (what === "zoom-in") zoomBy(1.25); else if (what === "zoom-out") zoomBy(0.8);
    else if (what === "zoom-fit") { zoomTo(item(), 1); bringIntoView(item()); } else if (what === "turn") turnBy(90);
    const row = event.target.closest("tr.person");
    if (row && !event.target.matches("input")) choose(item(), row.querySelector("input"));
  });
  document.addEventListener("input", (event) => {
    const current = item();
    if (!current || !current.contains(event.target)) return;
    if (event.target.id === "find") { clearTimeout(find.timer); find.timer = setTimeout(() => find(current, event.target.value), 250); return; }
    if (event.target.matches("input.value")) for (const radio of radios(current)) radio.checked = false;
    checkSoon(current);
  });
  document.addEventListener("change", (event) => {
    const current = item();
    if (filters.contains(event.target)) { filters.submit(); return; }
    if (!current) return;
    if (event.target.matches("input[name=choice]")) chosenChanged(current, event.target);
    if (event.target.id === "type") check(current);
  });

  window.addEventListener("beforeunload", (event) => { if (pending.size) event.preventDefault(); });

  const first = item();
  if (first) { document.body.dataset.kind = first.dataset.kind; prepare(first); loadAhead(); } else { const none = stage.querySelector(".empty"); if (none) none.focus(); }
})();
