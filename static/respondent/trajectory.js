// Notes how a survey is filled in: what was touched when, never what was written; a text is known by its length alone.
// An event is [ms since the start, kind, ...]; the kinds are numbered in surveys/domain/trajectory/events.py.
const most = 2200; // bytes deflated, 3 kB as text

// Each filter gives up a little more detail of a long session.
const thinner = [
  () => true,
  ([, kind]) => kind !== 7 && kind !== 11,
  ([, kind], at, all) => kind !== 3 || !all[at + 1] || all[at + 1][1] !== 3,
  (event, at, all) => at < 250 || at > all.length - 50,
];

async function packed({ n, e }) {
  for (let level = 0; ; level++) {
    let before = 0;
    e = e.filter(thinner[level]);
    const text = JSON.stringify([1, level, n, e.flatMap(([at, ...rest]) => [at - before, (before = at, rest)].flat())]);
    const isLast = !thinner[level + 1];
    if (!self.CompressionStream) {
      if (isLast || text.length < 5 * most) return text;
      continue;
    }
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    if (isLast || bytes.length < most) return "z" + btoa(String.fromCharCode(...bytes));
  }
}

export function start(form, { key = form.elements._key.value } = {}) {
  const place = "trajectory:" + key;
  const notes = { z: Date.now(), n: [""], e: [] };
  let live = true, away = false, page, question, pointer, typedIn, timer, typed = 0, typedAt = 0, percent = 0, seen = notes.z;

  const store = (use) => { try { use(sessionStorage); } catch (error) { /* No storage. */ } };
  const keep = () => store((kept) => { kept[place] = JSON.stringify(notes); });
  const name = (text) => (notes.n.includes(text) ? notes.n.indexOf(text) : notes.n.push(text) - 1);
  const part = ({ name: whole = "" }) => name(whole.startsWith(question) ? whole.slice(question.length) : whole);
  const chosen = ({ type }) => /radio|check|range|select/.test(type);

  function note(...event) {
    const [last] = notes.e[notes.e.length - 1] || [0];
    if (notes.e.length < 4000) notes.e.push([Math.max(Date.now() - notes.z, last), ...event]);
  }
  function stir() {
    if (Date.now() - seen > 15000 && !away) note(8, Date.now() - seen);
    seen = Date.now();
  }
  function write(field) {
    note(3, name(question), part(field), field.value.length, typed);
    typed = 0;
    typedAt = Date.now();
  }
  function touch({ target }) {
    stir();
    const box = target.closest("[data-question]"), id = box && box.dataset.question;
    if (id && id !== question) {
      if (typed) write(typedIn);
      note(1, name(question = id));
    }
    return id;
  }
  function point(event, kind) {
    stir();
    if (event.isTrusted && kind !== pointer) note(11, pointer = kind);
  }
  function leave(gone) {
    if (away !== gone) note(gone ? 5 : 6);
    away = gone;
    seen = Date.now();
    keep();
  }
  const heard = [{
    focusin: touch,
    keydown: (event) => point(event, 4),
    pointerdown(event) {
      point(event, { mouse: 1, touch: 2, pen: 3 }[event.pointerType] || 0);
      touch(event);
    },
    input(event) {
      const field = event.target;
      if (!touch(event) || chosen(field)) return;
      typed = typedIn === field ? typed + 1 : 1;
      typedIn = field;
      if (Date.now() - typedAt > 2000) write(field);
    },
    change(event) {
      const field = event.target;
      // What a behaviour has set itself is told by the question as a whole, which has no value.
      if (!("value" in field)) return;
      // A text that was left is noted already: this comes after the touch of the next question.
      if (!chosen(field)) return typed && touch(event) && write(field);
      if (!touch(event)) return;
      const isBox = field.type === "checkbox", value = name(field.matches("[data-private]") ? "" : field.value);
      note(isBox ? 14 : 2, name(question), part(field), isBox && !field.checked ? -value : value);
    },
    paste(event) {
      if (touch(event)) note(4, name(question), event.clipboardData.getData("text").length);
    },
  }, {
    visibilitychange: () => leave(document.hidden),
    blur: () => leave(true),
    focus: () => leave(false),
    pagehide: keep,
    pointermove: stir,
    scroll() {
      stir();
      // Late, for it may cost a layout.
      timer = timer || setTimeout(() => {
        timer = 0;
        const now = Math.round(100 * scrollY / (document.documentElement.scrollHeight - innerHeight + 1));
        if (Math.abs(now - percent) > 7) note(7, percent = Math.max(0, Math.min(100, now)));
      }, 700);
    },
    popstate: () => note(10),
    orientationchange: () => note(9, +matchMedia("(orientation:landscape)").matches),
  }];
  store((kept) => {
    Object.assign(notes, JSON.parse(kept[place]));
    note(12);
  });
  [form, self].forEach((target, at) => Object.keys(heard[at]).forEach((type) =>
    target.addEventListener(type, (event) => live && heard[at][type](event), { passive: true })));

  return {
    page(id) { if (id !== page) note(0, name(page = id)); },
    pack() {
      note(13);
      keep();
      return packed(notes);
    },
    // Stops; `true` when the answer has arrived, so that nothing stays on the device.
    end(forget) {
      live = false;
      if (forget) store((kept) => delete kept[place]);
    },
  };
}
