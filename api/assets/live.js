// Makes the page of a project live: whenever the project moves, the page is fetched again and its content replaced.
"use strict";

(() => {
  let busy = false;
  let again = false;

  const tell = (words) => {
    const place = document.getElementById("connection");
    if (place) place.textContent = words;
  };

  const refresh = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("project");
        const shown = document.getElementById("project");
        const open = shown.querySelector("details")?.open;
        if (open) fresh.querySelector("details")?.setAttribute("open", "");
        shown.replaceChildren(...fresh.childNodes);
        tell("实时更新中");
      }
    } catch {
      tell("连接中断，正在重试");
    } finally {
      busy = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  };

  const source = new EventSource(document.getElementById("project").dataset.live);
  let wasLost = false;
  source.addEventListener("open", () => {
    tell("实时更新中");
    if (wasLost) refresh(); // days may have passed without an event
    wasLost = false;
  });
  source.addEventListener("error", () => {
    tell("连接中断，正在重试");
    wasLost = true;
  });
  for (const name of ["moved", "tick", "reset"]) source.addEventListener(name, refresh);
})();
