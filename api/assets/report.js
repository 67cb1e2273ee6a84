// Helps with the form for a problem: attaches the place, when its reader wants that, and tells before sending that photos are too large.
// Without this script the form does the same but for these two.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const [place, located, lat, lon, forget] = ["place", "located", "lat", "lon", "forget"].map(byId);
  const attach = (latitude, longitude, words) => {
    lat.value = latitude;
    lon.value = longitude;
    forget.hidden = !latitude;
    located.textContent = words;
  };
  if ("geolocation" in navigator) {
    place.hidden = false;
    forget.hidden = !lat.value;
    byId("locate").addEventListener("click", () => {
      located.textContent = place.dataset.asking;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) =>
          attach(
            coords.latitude.toFixed(6),
            coords.longitude.toFixed(6),
            place.dataset.found.replace("{metres}", String(Math.ceil(coords.accuracy))),
          ),
        () => attach("", "", place.dataset.failed),
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
      );
    });
    forget.addEventListener("click", () => attach("", "", ""));
  }

  const photos = document.querySelector(".photos");
  photos.addEventListener("change", () => {
    const sizes = [...photos.querySelectorAll("input")].map((input) => input.files[0]?.size ?? 0);
    const isMuch = sizes.reduce((sum, size) => sum + size, 0) > Number(photos.dataset.most);
    byId("photos-told").textContent = isMuch ? photos.dataset.much : "";
  });
})();
