// What script adds to the respondent's page: answers survive a reload, a form is sent once, a lost connection is waited
// out. The page works without it. Plain language only: it also runs in the browsers inside of old apps.
const PAUSES = [2, 4, 8, 15, 30, 30, 60];
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const place = "survey:" + location.pathname.replace(/\/thanks$/, "");

function remember(value) {
  try {
    if (value === null) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(value));
  } catch (error) { /* Private windows have no storage; the page works without. */ }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(place)) || null;
  } catch (error) {
    return null;
  }
}

// Names and numbers are never kept on a device that others may use.
function kept(form) {
  return Array.from(form.elements).filter((field) => field.name && field.name[0] !== "_" && !field.hasAttribute("data-private"));
}

function save(form) {
  const values = {};
  for (const field of kept(form)) {
    if (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value) values[field.name] = field.value;
  }
  remember({ version: form.dataset.version, key: form.elements._key.value, at: Date.now(), values });
}

// The key comes back with the answers: if the first sending did arrive, the second one is known as its repeat.
function restore(form) {
  const draft = recall();
  if (!draft || draft.version !== form.dataset.version || Date.now() - draft.at > KEPT_FOR) return;
  form.elements._key.value = draft.key;
  for (const field of kept(form)) {
    const value = draft.values[field.name];
    if (value === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
    else if (!field.value) field.value = value;
  }
}

function reveal(form) {
  for (const box of form.querySelectorAll("[data-reveals]")) {
    document.getElementById(box.dataset.reveals).hidden = !box.checked;
  }
}

function start(form, fresh) {
  const button = form.querySelector("[type=submit]");
  const status = form.querySelector("[role=status]");
  let busy = false;
  let timer = 0;

  function say(text) { status.textContent = text; }

  function wait(on) {
    busy = on;
    button.setAttribute("aria-busy", String(on));
  }

  function again(attempt) {
    if (attempt >= PAUSES.length) {
      wait(false);
      say(form.dataset.failed);
      return;
    }
    say(form.dataset.retrying);
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener("online", go);
      send(attempt + 1);
    };
    window.addEventListener("online", go);
    timer = setTimeout(go, PAUSES[attempt] * 1000);
  }

  async function send(attempt) {
    let response;
    let text;
    try {
      response = await fetch(location.href, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      text = await response.text();
    } catch (error) {
      again(attempt);
      return;
    }
    if (response.redirected) {
      location.replace(response.url);
    } else if (response.status >= 500 || response.status === 429) {
      again(attempt);
    } else {
      const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
      document.querySelector("main").replaceWith(main);
      if (main.dataset.refusal === "survey_closed") remember(null);
      const next = main.querySelector("[data-survey]");
      if (next) start(next, false);
      const first = main.querySelector(".s-summary");
      if (first) first.focus();
      window.scrollTo(0, 0);
    }
  }

  if (fresh && !document.querySelector(".s-summary")) restore(form);
  reveal(form);
  form.addEventListener("input", () => { reveal(form); save(form); });
  form.addEventListener("change", () => { reveal(form); save(form); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    wait(true);
    say(form.dataset.sending);
    save(form);
    send(0);
  });
}

const form = document.querySelector("[data-survey]");
if (form) start(form, true);
if (document.querySelector("[data-thanks]")) remember(null);
