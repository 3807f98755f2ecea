// Finds the number that makes SHA-256 of "key:name:number" begin with so many zero bits, a few milliseconds at a time so
// that the page stays quick. surveys/domain/proof_of_work.py sets the riddle and checks the number with one hash.
const SLICE = 12;
const K = [];
const START = [];
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
for (let n = 2; K.length < 64; n++) {
  if (K.length && Array.from({ length: n - 2 }, (_, at) => n % (at + 2)).includes(0)) continue;
  if (START.length < 8) START.push(fraction(Math.sqrt(n)));
  K.push(fraction(Math.cbrt(n)));
}
const W = new Int32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function compress(state, words, from) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    if (i < 16) W[i] = words[from + i];
    else {
      const x = W[i - 15];
      const y = W[i - 2];
      W[i] = (W[i - 16] + W[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
    }
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => (word + state[at]) | 0);
}

// The first 32 bits of the hash; `prefix` and what follows it are bytes.
export function firstWord(bytes) {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
  for (let at = 0; at < bytes.length; at++) words[at >> 2] |= bytes[at] << (24 - (at & 3) * 8);
  words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length & 3) * 8);
  words[words.length - 1] = bytes.length * 8;
  let state = START;
  for (let at = 0; at < words.length; at += 16) state = compress(state, words, at);
  return state[0];
}

const bytesOf = (text) => Array.from(unescape(encodeURIComponent(text)), (mark) => mark.charCodeAt(0));

export function solve(challenge, difficulty, done) {
  const prefix = bytesOf(`${challenge}:`);
  let number = 0;
  function slice() {
    const end = Date.now() + SLICE;
    do {
      for (let turns = 0; turns < 64; turns++, number++) {
        if (firstWord(prefix.concat(bytesOf(String(number)))) >>> (32 - difficulty) === 0) return done(String(number));
      }
    } while (Date.now() < end);
    return setTimeout(slice, 0);
  }
  // Never at once: what is solved before its page stands in the form would be heard by nobody.
  setTimeout(slice, 0);
}

// Markup: [data-captcha] (words data-working, -done) holds the hidden field NAME.
export function enhance(element, api) {
  const box = element.querySelector("[data-captcha]");
  const field = box.querySelector("input");
  const line = document.createElement("p");
  line.className = "s-small";
  line.setAttribute("role", "status");
  line.textContent = box.dataset.working || "…";
  box.append(line);
  const challenge = `${api.key}:${api.name}`;
  const solved = (solution) => {
    field.value = solution;
    line.textContent = box.dataset.done || "✓";
    api.change();
  };
  // The script of another service, where the operator has added one, takes the event and calls `solved` later.
  const { service, difficulty } = api.plan;
  const detail = { service, challenge, solved };
  const isTaken = service && !element.dispatchEvent(new CustomEvent("survey-captcha", { bubbles: true, cancelable: true, detail }));
  if (!isTaken) solve(challenge, difficulty, solved);
}
