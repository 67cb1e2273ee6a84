// Two buttons that need a browser: find what is nearest to this telephone (its position is sent in a form, once), and print a receipt.
// Without this script both stay hidden; a place is chosen from the list, and the browser prints by its own menu.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const form = document.querySelector("[data-here]");
  if (!form || !navigator.geolocation) return;
  const status = form.querySelector("[role=status]");
  form.hidden = false;
  form.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(4); // ten metres are near enough
        form.elements.lon.value = coords.longitude.toFixed(4);
        form.submit();
      },
      () => {
        status.textContent = status.dataset.denied;
      },
      { timeout: 15000, maximumAge: 60000 },
    );
  });
})();
