// The path of a respondent, found from the answers: the twin of surveys/domain/walk/{walker,judging}.py, to the letter.
// docs/surveys/walk.md tells the order of things.
import { armsOf, cut, inForceOf, loopItems, pagesInOrder, questionsInOrder } from "./walk/carry.js";
import { pipesOf } from "./walk/pipes.js";
import { programOf } from "./walk/program.js";
import { own } from "./shapes/values.js";

const isGiven = (value) => value !== undefined && value !== null;
// Names of questions may be those of what every object has.
const table = (from) => Object.assign(Object.create(null), from);

// `plan` is what Program.plan makes, `given` {instance name: raw value}, `until` the name of the last page to walk.
export function walk(plan, given, around = {}, until = null) {
  const program = programOf(plan);
  const { pages, byKey, targets, loopKeys } = program;
  const { seed = "", context = {}, url = {}, customer = {}, quota_left: quota = {} } = around;
  const raw = table(given);
  const [answers, secrets, solutions, dropped, errors, soft, seen, loops] = Array.from({ length: 8 }, () => table());
  const order = pagesInOrder(program, seed);
  const places = new Map(order.map((page, place) => [page.index, place]));
  const placeOf = (page) => (places.has(page) ? places.get(page) : -1);
  const arms = armsOf(plan, around);
  // What rules see; `seen` are the answers so far, with the names of this repetition inside a loop.
  const data = { answers: seen, url, customer, context, arms, quota, loop: {}, scores: plan.scores || {} };
  const today = String(context.today || "");
  const inForce = new Map();
  const steps = [];
  const pipes = pipesOf(program, around, answers, inForce);
  const nameOf = (key, item) => (item ? `${key}@${item.id}` : key);
  let goal = -1, target = "", settled = -1, over = false, stopped = false, ended = "";

  const hide = (questions, item) => {
    for (const { key, mode } of questions) if (mode === "asked" && isGiven(raw[nameOf(key, item)])) dropped[nameOf(key, item)] = "hidden";
  };

  // An earlier question as carrying over and loops see it.
  const passed = (key, item, loop) => {
    const asked = byKey.get(key);
    const name = nameOf(key, asked && asked.loop === loop && item);
    return inForce.has(name) && { asked, shown: inForce.get(name), value: answers[name] };
  };

  function note(key, item, value) {
    answers[nameOf(key, item)] = seen[nameOf(key, item)] = value;
    if (item) seen[key] = value;
  }

  function make({ raw: { from, name, most }, value: rule, shape, flat, key }, item, shown) {
    let value = rule ? rule(data) : own(data[from], name) ? data[from][name] : null;
    if (most && typeof value === "string") value = Array.from(value).slice(0, most).join("");
    const verdict = isGiven(value) && shape.check(flat, value, shown);
    if (verdict && !verdict.error) note(key, item, verdict.value);
  }

  function without(asked, name, value, { options, rows, columns }) {
    if (options.length + rows.length + columns.length === asked.ids.length) return value;
    const here = new Set([].concat(options, rows, columns).map(({ id }) => id));
    const kept = cut(value, asked.ids.filter((id) => !here.has(id)), asked.flat);
    if (JSON.stringify(kept) !== JSON.stringify(value)) dropped[name] = "carried_away";
    return kept;
  }

  function check({ checks, loop }, name, item) {
    const broken = checks.filter(([holds]) => !holds(data)).map(([, message, isSoft]) => [pipes.fill(message, item, loop), isSoft]);
    const hard = broken.find(([, isSoft]) => !isSoft);
    if (hard) errors[name] = { code: "check_failed", params: { message: hard[0] } };
    else if (broken.length && !(Array.isArray(raw._confirmed) && raw._confirmed.includes(name))) soft[name] = broken.map(([text]) => text);
  }

  // Takes a question up into the path; false when its conditions keep it out.
  function judge(asked, item, questions) {
    const { key, mode, flat, shape } = asked;
    const name = nameOf(key, item);
    const shown = asked.holds(data) && inForceOf(asked, data, seed, today, (origin) => passed(origin, item, asked.loop));
    if (!shown) hide([asked], item);
    else if (mode === "made") make(asked, item, shown);
    else {
      const required = flat.required = mode === "asked" && asked.needed(data);
      questions.push({ name, id: asked.id, inForce: shown, required });
      if (mode === "asked") {
        inForce.set(name, shown);
        let value = raw[name];
        if (isGiven(value) && asked.changes) value = without(asked, name, value, shown);
        const verdict = isGiven(value) ? shape.check(flat, value, shown) : null;
        if (!verdict) {
          if (required) errors[name] = { code: "required", params: {} };
        } else if (verdict.error) errors[name] = verdict.error;
        else if (flat.shape === "solution") solutions[name] = verdict.value;
        else {
          note(key, item, verdict.value);
          if (isGiven(verdict.private)) secrets[name] = verdict.private;
          if (verdict.proof) solutions[name] = verdict.proof;
          check(asked, name, item);
        }
      }
    }
    return Boolean(shown);
  }

  // The first jump that holds and leads forward: the next question of the page, or -1 when it is left.
  function jump(jumps, place, questions, at) {
    for (const [to, holds] of jumps) {
      const page = targets.get(to);
      if (page === undefined || !holds(data)) continue;
      const later = placeOf(page);
      if (page < 0) {
        over = true;
        ended = to;
        return -1;
      }
      if (later > place) {
        goal = later;
        target = to;
        return -1;
      }
      const next = later === place ? questions.findIndex(({ id }, index) => index >= at && id === to) : -1;
      if (next >= 0) return next;
    }
    return at;
  }

  function visit(page, place, item) {
    if (place < goal) return;
    const name = nameOf(page.id, item);
    const found = questionsInOrder(page, seed);
    const questions = [];
    let at = target ? Math.max(0, found.findIndex(({ id }) => id === target)) : 0;
    goal = -1;
    target = "";
    if (!page.holds(data)) hide(page.questions, item);
    else {
      if (found !== page.questions) hide(page.questions.filter((asked) => !found.includes(asked)), item);
      while (at >= 0 && at < found.length) {
        const asked = found[at++];
        if (judge(asked, item, questions)) at = jump(asked.jumps, place, found, at);
      }
      if (questions.length || page.raw.words) steps.push({ page: page.id, item, name, questions, loop: page.loop });
      if (at >= 0) jump(page.jumps, place, [], 0);
    }
    if (name === until) {
      stopped = true;
      settled = Math.max(place, goal - 1);
    }
  }

  const visitAll = (place, end, item) => {
    for (; place < end && !over && !stopped; place++) visit(order[place], place, item);
  };

  // Pages that stand together and have the same loop are gone through item by item.
  function repeat(loop, place, end) {
    if (goal >= end) return;
    const items = loopItems(order[place], data, passed);
    const keys = loopKeys.get(loop);
    for (let at = place; at < end; at++) loops[order[at].id] = items.map(({ id }) => id);
    for (const item of items) {
      data.loop = { item: item.id, text: pipes.textOf(item), index: item.index };
      for (const key of keys) if (nameOf(key, item) in answers) seen[key] = answers[nameOf(key, item)];
      visitAll(place, end, item);
      data.loop = {};
      for (const key of keys) delete seen[key];
      // The other items will ask the same questions again.
      if (stopped && goal < 0 && item !== items[items.length - 1]) settled = place - 1;
      if (over || stopped || goal >= end) return;
    }
  }

  // Why a value that was sent was not taken up; "" for what is always made anew.
  function reason(name) {
    const [, key, at, id] = /^([^@]*)(@?)([^]*)$/.exec(name);
    const asked = byKey.get(key);
    if (!asked || asked.mode === "shown") return "unknown";
    const { raw: { loop }, id: page } = pages[asked.page];
    const origin = loop && byKey.get(loop.question);
    const isInstance = !loop ? !at : loop.question ? origin && [].concat(origin.flat.options, origin.flat.rows).some((each) => each.id === id)
      : /^[1-9][0-9]{0,2}$/.test(id) && Number(id) <= loop.most;
    if (!isInstance) return "unknown";
    if (asked.mode === "made") return "";
    if (!places.has(asked.page) || (loops[page] && !loops[page].includes(id))) return "hidden";
    return stopped && !over ? "" : "not_reached";
  }

  for (let place = 0, end; place < order.length && !over && !stopped; place = end) {
    const { loop } = order[place];
    end = place + 1;
    while (loop && end < order.length && order[end].loop === loop) end++;
    if (loop) repeat(loop, place, end);
    else visitAll(place, end);
  }
  let ending = { id: "", outcome: "" };
  if (over || !stopped) {
    settled = order.length;
    const { endings } = program;
    ending = endings.find(({ id, holds }) => (ended && ended !== "end" ? id === ended : holds(data))) || endings[endings.length - 1];
  }
  for (const name of Object.keys(raw)) {
    if (inForce.has(name) || name in dropped || !isGiven(raw[name]) || name === "_confirmed") continue;
    const why = reason(name);
    if (why) dropped[name] = why;
  }
  const mayCome = (key) => byKey.has(key) && placeOf(byKey.get(key).page) > settled;
  return {
    steps, answers, private: secrets, solutions, dropped, errors, soft, arms, loops, ending: ending.id, outcome: ending.outcome,
    cells: program.cells.filter(({ keys, holds }) => !keys.some(mayCome) && holds(data)).map(({ found }) => found),
    // {slot: text} of what holds pipes.
    get texts() { return pipes.all(steps, ending.id); },
  };
}
