// Makes pages live. A region with `data-live` listens at that address; whenever something moves there, its page is fetched again
// and what differs is changed in place: what somebody types, the focus and what they have opened stay. What has `data-until`
// counts down by the server's clock, whatever the browser's own clock and zone say. Without this script pages are read by reload.
"use strict";

(() => {
  const LEAST_APART = 1000; // ms between two fetches
  const FIRST_PATIENCE = 2000;
  const MOST_PATIENCE = 30000;
  const EVENTS = ["moved", "tick", "reset"];
  const regions = [...document.querySelectorAll("[data-live]")];
  const started = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
  let offset = Date.parse(document.body.dataset.now) - started; // from the browser's steady clock to the server's
  let busy = false;
  let again = false;
  let fetchedAt = -LEAST_APART;

  const tell = (key) => {
    const place = document.getElementById("connection");
    if (!place) return;
    const words = place.dataset[key] ?? "";
    if (place.textContent !== words) place.textContent = words;
    place.classList.toggle("lost", key === "lost");
  };

  // The countdowns.
  const two = (number) => String(number).padStart(2, "0");
  const watch = (seconds) => `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const count = () => {
    const now = performance.now() + offset;
    for (const place of document.querySelectorAll("[data-until]")) {
      const left = Math.floor((Date.parse(place.dataset.until) - now) / 1000);
      const isOver = left < 0;
      const [before, after] = [place.querySelector(".before"), place.querySelector(".after")];
      before.hidden = isOver;
      after.hidden = !isOver;
      place.classList.toggle("over", isOver);
      const shown = isOver ? after : before;
      shown.textContent = shown.textContent.replace(/\d+:\d\d:\d\d/, watch(Math.abs(left)));
    }
    setTimeout(count, 1000 - ((((performance.now() + offset) % 1000) + 1000) % 1000));
  };

  // What is new, put in the place of what is old, node by node.
  const KEPT = { DETAILS: ["open"], INPUT: ["value", "checked"], OPTION: ["selected"] };
  const isSame = (old, fresh) => old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id ?? "") === (fresh.id ?? "");
  const isTyped = (node) =>
    node.matches?.("input, textarea, select") &&
    (node === document.activeElement || node.value !== (node.defaultValue ?? node.value) || node.checked !== node.defaultChecked);
  const change = (old, fresh) => {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    if (isTyped(old)) return;
    const kept = KEPT[old.nodeName] ?? [];
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !kept.includes(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value && !kept.includes(name)) old.setAttribute(name, value);
    }
    put(old, fresh);
  };
  const put = (old, fresh) => {
    const coming = [...fresh.childNodes];
    const ids = new Set(coming.map((node) => node.id).filter(Boolean));
    for (const [place, node] of coming.entries()) {
      let present = old.childNodes[place];
      if (node.id && present?.id !== node.id) {
        const moved = [...old.children].find((child) => child.id === node.id);
        if (moved) present = old.insertBefore(moved, present ?? null);
      }
      if (!present) old.append(node);
      else if (isSame(present, node)) change(present, node);
      else if (node.id || ids.has(present.id)) old.insertBefore(node, present);
      else present.replaceWith(node);
    }
    while (old.childNodes.length > coming.length) old.lastChild.remove();
  };

  const refresh = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    await new Promise((done) => setTimeout(done, fetchedAt + LEAST_APART - performance.now()));
    try {
      fetchedAt = performance.now();
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      const arrived = performance.now();
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      offset = Date.parse(page.body.dataset.now) - arrived;
      for (const region of regions) {
        const fresh = page.getElementById(region.id);
        if (fresh) put(region, fresh);
      }
      tell("on");
      document.dispatchEvent(new CustomEvent("refreshed"));
    } catch {
      tell("lost");
      setTimeout(refresh, FIRST_PATIENCE);
    } finally {
      busy = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  };

  // The line to the server. A browser takes it up again by itself, but not after an answer that says no.
  const listen = (address, patience) => {
    const source = new EventSource(address);
    let next = patience;
    source.addEventListener("open", () => {
      next = FIRST_PATIENCE;
      if (document.getElementById("connection")?.classList.contains("lost")) refresh(); // much may have moved meanwhile
      tell("on");
    });
    source.addEventListener("error", () => {
      tell("lost");
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => listen(address, Math.min(next * 2, MOST_PATIENCE)), next * (0.5 + Math.random()));
    });
    for (const name of EVENTS) source.addEventListener(name, refresh);
  };

  count();
  for (const address of new Set(regions.map((region) => region.dataset.live))) listen(address, FIRST_PATIENCE);
  addEventListener("pageshow", (event) => {
    if (event.persisted) refresh(); // taken from the browser's own memory
  });
})();
