// The sound of the dispatchers' queue: one tone when a request comes in or comes back, two when one turns red. Only after somebody has
// switched it on, for browsers stay silent until then; remembered here only. The queue works without it.
"use strict";

(() => {
  const REMEMBERED = "queue-sound";
  const button = document.getElementById("sound");
  if (!button || !window.AudioContext) return;
  const rows = () => [...document.querySelectorAll("#queue .queue > li")];
  const isOver = (row) => Boolean(row.querySelector(".countdown.over"));
  let known = new Set(rows().map((row) => row.id));
  let red = new Set(rows().filter(isOver).map((row) => row.id));
  let audio = null;

  const isOn = () => {
    try {
      return localStorage.getItem(REMEMBERED) === "on";
    } catch {
      return false; // a browser that keeps nothing
    }
  };
  const remember = (on) => {
    try {
      localStorage.setItem(REMEMBERED, on ? "on" : "off");
    } catch {}
  };

  const tell = () => {
    const on = isOn() || Boolean(audio);
    const words = !on ? "off" : audio?.state === "running" ? "on" : "asleep";
    button.textContent = button.dataset[words];
    button.setAttribute("aria-pressed", String(on));
  };
  const wake = async () => {
    audio ??= new AudioContext();
    if (audio.state !== "running") await audio.resume();
    tell();
  };
  const sound = (tones) => {
    if (audio?.state !== "running") return;
    for (const [place, pitch] of tones.entries()) {
      const [tone, loudness, at] = [audio.createOscillator(), audio.createGain(), audio.currentTime + place * 0.25];
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.2, at);
      loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
      tone.connect(loudness).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.2);
    }
  };

  // What is over by the countdown of the page, which goes by the server's clock.
  const look = () => {
    const present = rows();
    const over = new Set(present.filter(isOver).map((row) => row.id));
    if ([...over].some((id) => known.has(id) && !red.has(id))) sound([880, 880]);
    red = over;
  };
  const compare = () => {
    const ids = new Set(rows().map((row) => row.id));
    if ([...ids].some((id) => !known.has(id))) sound([660]);
    known = ids;
    look();
  };

  button.hidden = false;
  button.addEventListener("click", async () => {
    if (audio?.state === "running") {
      remember(false);
      await audio.close();
      audio = null;
      tell();
      return;
    }
    remember(true);
    await wake();
    sound([660]);
  });
  if (isOn()) {
    // After a reload browsers wait for the next touch or key.
    for (const touch of ["pointerdown", "keydown"]) {
      addEventListener(touch, (event) => event.target !== button && isOn() && wake(), { once: true });
    }
  }
  tell();
  document.addEventListener("refreshed", compare);
  setInterval(look, 500);
})();
