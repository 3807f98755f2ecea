// Regular expressions that take linear time: surveys/domain/logic/patterns.py in the page, over code points.
// What a pattern may hold is checked on the server; this reads only patterns that passed.

const KEPT = 5000;

// "09az": pairs of first and last, as code points.
function ranges(marks) {
  const codes = Array.from(marks, (mark) => mark.codePointAt(0));
  return codes.map((low, at) => [low, codes[at + 1]]).filter((pair, at) => at % 2 === 0);
}

const SETS = {
  d: ranges("09"),
  w: ranges("09AZ__az"),
  s: ranges("\t\r  \xa0\xa0\u1680\u1680\u2000\u200a\u2028\u2029\u202f\u202f\u205f\u205f\u3000\u3000\ufeff\ufeff"),
  p: ranges("\u2e80\u2fd5々々〇〇\u3021\u3029\u3038\u303b\u3400\u4dbf\u4e00\u9fff\uf900\ufaff\u{20000}\u{323af}"),
};
const CONTROLS = { n: "\n", r: "\r", t: "\t" };

function others(set) {
  const found = [];
  let left = 0;
  for (const [low, high] of set.concat([[0x110000]]).sort((a, b) => a[0] - b[0])) {
    if (low > left) found.push([left, low - 1]);
    left = Math.max(left, high + 1);
  }
  return found;
}

// Each part is read as a function from the node where to go on to the node where it begins.
// A node: [what to read, or "split", "^", "$"; where to go on; the other way]. Node 0 is the end.
function assemble(source) {
  const program = [["end"]];
  const add = (kind, on, other) => program.push([kind, on, other]) - 1;
  const marks = Array.from(source);
  let at = 0;
  const skip = (mark) => marks[at] === mark && ++at > 0;
  const until = (end) => marks.slice(at, (at = marks.indexOf(end, at))).join("");

  function escape() {
    const mark = marks[at++];
    const small = mark.toLowerCase();
    if (small === "p") at += 5;
    if (SETS[small]) return SETS[mark] || others(SETS[small]);
    if (mark !== "u") return ranges((CONTROLS[mark] || mark).repeat(2));
    const code = parseInt(skip("{") ? until("}") : marks.slice(at, (at += 3) + 1).join(""), 16);
    at++;
    return [[code, code]];
  }

  const character = () => (skip("\\") ? escape() : ranges(marks[at++].repeat(2)));

  function characters() {
    const negated = skip("^");
    let found = [];
    while (!skip("]")) {
      const next = character();
      if (marks[at] === "-" && marks[at + 1] !== "]" && ++at) next[0][1] = character()[0][0];
      found = found.concat(next);
    }
    return negated ? others(found) : found;
  }

  function atom() {
    if (skip("(")) {
      if (skip("?")) at++;
      const inner = alternatives();
      at++;
      return inner;
    }
    const set = skip("[") ? characters() : skip(".") ? others(ranges("\n\n\r\r")) : character();
    return (on) => add(set, on);
  }

  function times() {
    if (skip("*")) return [0, Infinity];
    if (skip("+")) return [1, Infinity];
    if (skip("?")) return [0, 1];
    if (!skip("{")) return [1, 1];
    const [least, most = least] = until("}").split(",");
    at++;
    return [+least, most ? +most : Infinity];
  }

  function repeated() {
    const anchor = marks[at];
    if (skip("^") || skip("$")) return (on) => add(anchor, on);
    const inner = atom();
    const [least, most] = times();
    return (on) => {
      let entry = on;
      if (most === Infinity) {
        entry = add("split", 0, on);
        program[entry][1] = inner(entry);
      } else for (let time = least; time < most; time++) entry = add("split", inner(entry), on);
      for (let time = 0; time < least; time++) entry = inner(entry);
      return entry;
    };
  }

  function sequence() {
    const parts = [];
    while (at < marks.length && marks[at] !== "|" && marks[at] !== ")") parts.push(repeated());
    return (on) => parts.reduceRight((entry, part) => part(entry), on);
  }

  function alternatives() {
    const first = sequence();
    if (!skip("|")) return first;
    const rest = alternatives();
    return (on) => add("split", first(on), rest(on));
  }

  return [alternatives()(0), program];
}

class Pattern {
  constructor(source) {
    const [entry, program] = assemble(source);
    this.program = program;
    this.empty = this.closure([entry], true, true).includes(0);
    this.first = this.closure([entry], true);
    this.forget();
  }

  matches(text) {
    let state = this.start;
    for (const mark of text) {
      state = state.following.get(mark) || this.step(state, mark);
      if (!state.nodes.length) return false;
    }
    return text ? state.accepts : this.empty;
  }

  forget() {
    this.kept = 0;
    this.states = {};
    this.start = this.state(this.first);
  }

  // A set of nodes, with the sets that follow as they are found.
  state(nodes) {
    const name = nodes.sort().join();
    const accepts = () => this.closure(nodes, false, true).includes(0);
    return this.states[name] || (this.states[name] = { nodes, accepts: accepts(), following: new Map() });
  }

  step(state, mark) {
    const code = mark.codePointAt(0);
    const reads = ([kind]) => Array.isArray(kind) && kind.some(([low, high]) => low <= code && code <= high);
    const after = state.nodes.map((node) => this.program[node]).filter(reads).map((node) => node[1]);
    if (++this.kept > KEPT) this.forget();
    const following = this.state(this.closure(after));
    state.following.set(mark, following);
    return following;
  }

  // The nodes reached without reading. A set is gone through with what is added on the way.
  closure(nodes, atStart, atEnd) {
    const seen = new Set(nodes);
    for (const node of seen) {
      const [kind, on, other] = this.program[node];
      if (kind === "split") seen.add(other);
      if (kind === "split" || (kind === "^" && atStart) || (kind === "$" && atEnd)) seen.add(on);
    }
    return Array.from(seen).filter((node) => this.program[node][0] !== "split");
  }
}

const compiled = new Map();

export function compilePattern(source) {
  if (!compiled.has(source)) compiled.set(source, new Pattern(source));
  return compiled.get(source);
}
