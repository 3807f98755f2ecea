// Time: what a page takes at least and at most, what the survey takes at most, and how long each question took.

export function clock({ form, words, say, tick }) {
  const face = form.querySelector(".s-clock");
  const timings = {};
  let last = Date.now(), limits = {};

  const shown = (ms) => {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };

  function beat() {
    const now = Date.now();
    const { least, most } = limits;
    if (face) face.textContent = most ? words.left.replace("%(time)s", shown(most - now)) : "";
    const early = least ? Math.ceil((least - now) / 1000) : 0;
    if (early > 0) say(words.wait.replace("%(seconds)s", early));
    else if (least) {
      say("");
      limits.least = 0;
    }
    if (most && now >= most) {
      limits.most = 0;
      tick();
    }
  }
  setInterval(() => (limits.least || limits.most) && beat(), 500);
  document.addEventListener("visibilitychange", () => { last = Date.now(); });

  return {
    timings,
    // Moments in milliseconds; 0 for none.
    set(least, most) {
      limits = { least, most };
      beat();
    },
    isEarly: () => Boolean(limits.least && Date.now() < limits.least),
    note(name) {
      const now = Date.now();
      if (!document.hidden && name) timings[name] = (timings[name] || 0) + now - last;
      last = now;
    },
    mark() { last = Date.now(); },
  };
}
