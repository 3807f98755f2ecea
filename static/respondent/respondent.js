// The respondent's page with script: the path is walked at every change, pages turn without the network, nothing is lost.
// Without script the same page goes step by step through the server. No module here is loaded by name at run time.
import { walk } from "./walk.js";
import { programOf } from "./walk/program.js";
import { clock } from "./clock.js";
import { moves } from "./moves.js";
import { notes } from "./notes.js";
import { deliver, drafts, insist, post, saver, waiting } from "./saving.js";
import { sections } from "./sections.js";
import { start as startTrajectory } from "./trajectory.js";

const place = `survey:${location.pathname}`;
const read = (id) => JSON.parse(document.getElementById(id).textContent);

function screensOf(steps, one) {
  if (!one) return steps.map((step) => ({ name: step.name, step, names: step.questions.map((each) => each.name) }));
  return [].concat(...steps.map((step) => (step.questions.length ? step.questions : [{ name: "" }]).map(({ name }) => ({
    name: name ? `${step.name}/${name}` : step.name, step, only: name, names: name ? [name] : [],
  }))));
}

function run(form, behaviours) {
  const plan = read("plan"), visit = read("visit");
  const { settings, words, messages, timers } = plan;
  const program = programOf(plan.walk);
  const store = drafts(place);
  const url = new URL(location.href);
  const isResumed = Boolean(visit.answers);
  const draft = isResumed || form.querySelector(".has-error") ? null : store.find();
  const answers = Object.assign({}, visit.answers);
  const around = visit.around;
  let key = form.elements._key.value, screen = visit.screen || "", began = Date.now();
  let found, screens, busy = false, saved = isResumed, done = false, depth = 0, doubted = "";
  const entered = {};

  // What was said before on this device goes on under the key of then: if it did arrive, the server knows it again.
  if (draft) {
    Object.assign(answers, draft.answers);
    ({ key, screen, began } = draft);
    Object.assign(around, draft.around, { context: Object.assign({}, draft.around.context, { language: around.context.language }) });
    form.elements._key.value = key;
    saved = draft.saved;
  }

  const isPrivate = (name) => {
    const asked = program.byKey.get(name.split("@")[0]);
    return asked && /^(private|contact)$/.test(asked.flat.shape);
  };
  const open = () => Object.assign({}, ...Object.keys(answers).filter((name) => !isPrivate(name)).map((name) => ({ [name]: answers[name] })));
  const say = (text) => told.say(text);
  const told = notes({ form, messages, question: (name) => document.getElementById(`q-${name}`) });

  const api = (element, name, asked) => ({
    name, plan: asked.flat, key, words,
    change: () => element.dispatchEvent(new Event("change", { bubbles: true })),
    say: (text) => told.put(name, text, true),
    refuse: (text) => told.put(name, text),
    upload: (file, progress) => new Promise((resolve, reject) => {
      const body = new FormData();
      const given = { key, question: name, access_pass: visit.access_pass || "", test: settings.test ? "1" : "" };
      for (const field of Object.keys(given)) body.append(field, given[field]);
      body.append("file", file, file.name);
      const call = new XMLHttpRequest();
      if (progress) call.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
      call.onload = () => (call.status === 201 ? resolve(call.response.id) : reject(new Error((call.response || {}).detail || words.failed)));
      call.onerror = () => reject(new Error(words.failed));
      call.open("POST", `${url.pathname}/uploads`);
      call.responseType = "json";
      call.send(body);
    }),
  });
  const pages = sections({ form, program, behaviours, answers, api });

  const remote = saver({
    address: () => `/api/v1/client/attempts/${key}`,
    body: () => ({
      link: plan.token, version: Number(form.dataset.version), answers, page: passed(), language: plan.walk.language,
      url: around.url, access_pass: visit.access_pass || "", device: visit.device || "", screen: size(), test: settings.test,
    }),
    done(answer) {
      saved = true;
      if (answer.quota_left) around.quota_left = answer.quota_left;
      if (answer.full) send();
    },
  });
  remote.from(visit.edition || 0);
  const size = () => `${innerWidth}x${innerHeight}@${Math.round(devicePixelRatio * 100) / 100}`;

  function keep() {
    if (done) return false;
    return store.keep({ version: form.dataset.version, key, answers: open(), screen, around, began, saved });
  }

  const time = clock({ form, words, say, tick: expire });
  const trace = settings.trajectory ? startTrajectory(form, { key }) : null;
  // The page before the one that is answered now; the quotas are decided up to there.
  const passed = () => {
    const last = screens.slice(0, at()).filter((each) => each.step !== here().step).pop();
    return last ? last.step.name : "";
  };
  const here = () => screens.find((each) => each.name === screen) || screens[0];
  const at = () => screens.indexOf(here());

  // What was said of oneself before is kept by the server alone; it counts as said.
  const elsewhere = new Set(visit.private || []);

  function update() {
    found = walk(plan.walk, answers, around);
    elsewhere.forEach((name) => { if (!(name in answers)) delete found.errors[name]; });
    screens = screensOf(found.steps, settings.one);
    if (!screens.length) return;
    const { step, only } = here();
    const section = pages.get(step);
    pages.align(section, step, only);
    const texts = found.texts;
    pages.fill(section, texts);
    document.querySelectorAll("h1, .s-intro").forEach((each) => pages.fill(each, texts));
    const bar = form.querySelector(".s-progress");
    if (bar) bar.value = Math.round((100 * at()) / screens.length);
    form.querySelector("[data-next]").textContent = at() === screens.length - 1 ? plan.send || words.send : words.next;
    const back = form.querySelector("[data-back]");
    if (back) back.hidden = at() === 0;
    const intro = document.querySelector("main > .s-intro");
    if (intro) intro.hidden = at() > 0;
  }

  function show(name, { focus = true } = {}) {
    screen = name;
    doubted = "";
    update();
    const { step, only } = here();
    screen = here().name;
    form.elements._screen.value = screen;
    const section = pages.get(step);
    for (const field of section.querySelectorAll("input[data-private]:not([type=checkbox])")) {
      if (elsewhere.has(field.closest("[data-question]").dataset.question)) field.placeholder = words.kept;
    }
    pages.show(section);
    if (trace) trace.page(step.name);
    const [least, most] = timers[step.page] || [];
    entered[step.name] = entered[step.name] || Date.now();
    const ends = [most && entered[step.name] + most * 1000, settings.time_limit && began + settings.time_limit * 1000].filter(Boolean);
    time.set(least ? entered[step.name] + least * 1000 : 0, ends.length ? Math.min(...ends) : 0);
    time.mark();
    if (!focus) return;
    scrollTo(0, 0);
    const target = only ? document.getElementById(`q-${only}`) : section;
    target.focus({ preventScroll: true });
  }

  function go(index) {
    keep();
    depth += 1;
    show(screens[index].name);
    history.pushState({ screen, depth }, "");
    keep();
    if (settings.save) remote.touch();
  }

  // Everything on the screen must be right; doubts are asked once.
  function isFine(names) {
    if (told.show(found.errors, names.filter((name) => !doubted.includes(name) || name in found.errors))) return false;
    const doubts = names.filter((name) => name in found.soft);
    if (!doubts.length) return true;
    const asked = JSON.stringify([doubts, doubts.map((name) => answers[name])]);
    if (asked === doubted) {
      answers._confirmed = Array.from(new Set((answers._confirmed || []).concat(doubts)));
      update();
      return true;
    }
    doubted = asked;
    told.doubt(found.soft, doubts);
    say(words.sure);
    return false;
  }

  function next({ force = false } = {}) {
    if (busy || (!force && time.isEarly())) return;
    update();
    if (!force && !isFine(here().names)) return;
    say("");
    if (at() < screens.length - 1) go(at() + 1);
    else send();
  }

  function back() {
    if (busy || !settings.back || at() === 0) return;
    if (depth > 0) history.back();
    else show(screens[at() - 1].name);
  }

  function expire() {
    say(words.over);
    if (settings.time_limit && Date.now() >= began + settings.time_limit * 1000) send();
    else next({ force: true });
  }

  function wait(on) {
    busy = on;
    for (const button of form.querySelectorAll(".s-nav button")) button.setAttribute("aria-busy", String(on));
  }

  async function letter() {
    return {
      _key: key, _version: form.dataset.version, _answers: JSON.stringify(answers), _timings: JSON.stringify(time.timings),
      _trajectory: trace ? await trace.pack() : "", _window: size(), _referrer: document.referrer, _saved: saved ? "1" : "", _private: Array.from(elsewhere).join(" "),
    };
  }

  async function send() {
    if (busy) return;
    wait(true);
    remote.stop();
    say(words.sending);
    keep();
    const body = await letter();
    const address = url.pathname + url.search;
    // On the device until it has arrived, so that a closed page loses nothing.
    const isKept = await waiting.put({ key, address, body }).then(() => true, () => false);
    let answer;
    try {
      answer = await insist(() => post(address, body), () => say(isKept ? words.offline : words.failed));
    } catch (error) {
      wait(false);
      say(isKept ? words.waiting : words.failed);
      return;
    }
    await waiting.drop(key);
    wait(false);
    if (answer.location) finish(answer.location);
    else if (answer.errors) amend(answer.errors);
    else location.reload();
  }

  function finish(address) {
    done = true;
    store.drop();
    if (trace) trace.end(true);
    location.replace(address);
  }

  // What the server sees otherwise: back to the first screen with something to mend.
  function amend(errors) {
    say("");
    const wrong = screens.find(({ names }) => names.some((name) => name in errors));
    if (!wrong) return say((errors[""] || Object.values(errors)[0] || {}).message || words.failed);
    if (wrong.name !== screen) show(wrong.name);
    for (const name of wrong.names) if (name in errors) messages[errors[name].code] = messages[errors[name].code] || errors[name].message;
    told.show(errors, wrong.names);
    return null;
  }

  function take(element) {
    const [name, value] = pages.read(element);
    const before = JSON.stringify(answers[name]);
    if (value !== null) answers[name] = value;
    else if (isPrivate(name) && answers[name] && saved) answers[name] = null;
    else delete answers[name];
    if (before === JSON.stringify(answers[name])) return;
    time.note(name);
    told.clear(name);
    update();
    keep();
    if (settings.save) remote.touch();
  }

  // One alone among boxes: it clears the others, and they clear it.
  function alone({ target }) {
    if (target.type !== "checkbox" || !target.checked) return;
    const mine = target.closest("[data-exclusive]");
    for (const box of form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(target.name)}"]`)) {
      if (box !== target && (mine || box.closest("[data-exclusive]"))) box.checked = false;
    }
  }

  function heard(event) {
    const element = event.target.closest("[data-question]");
    if (!element || !form.contains(element)) return;
    if (event.type === "change") alone(event);
    take(element);
  }
  form.addEventListener("input", heard);
  form.addEventListener("change", heard);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (document.activeElement && document.activeElement.matches("[data-back]")) back();
    else next();
  });
  moves(form, { next, back });
  addEventListener("popstate", ({ state }) => {
    if (!state || !state.screen || done) return;
    depth = state.depth || 0;
    show(state.screen);
    keep();
  });
  addEventListener("beforeunload", (event) => {
    if (done || !remote.dirty || keep()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  addEventListener("pagehide", () => { if (!done) remote.flush(); });
  // Other languages and sizes open the same answers again.
  for (const link of document.querySelectorAll(".s-tools a")) link.addEventListener("click", () => keep());

  found = walk(plan.walk, answers, around);
  screens = screensOf(found.steps, settings.one);
  if (!screens.length) {
    send();
    return;
  }
  const last = visit.after ? screens.filter((each) => each.step.name === visit.after).pop() : null;
  const wanted = last ? screens[Math.min(screens.indexOf(last) + 1, screens.length - 1)] : screens.find((each) => each.name === screen);
  show((wanted || screens[0]).name, { focus: false });
  history.replaceState({ screen, depth }, "");
  if (draft && Object.keys(draft.answers).length) say(words.resumed);
  const summary = document.getElementById("errors");
  if (!summary.hidden) summary.focus();
  deliver(key);
}

export function start(behaviours) {
  const form = document.querySelector("[data-survey]");
  if (!form) return;
  run(form, behaviours);
  addEventListener("online", () => deliver(form.elements._key.value));
}
