// Randomness that can be repeated: surveys/domain/randomness.py in the page, bit by bit.

function bytes(text) {
  const out = [];
  for (const mark of text) {
    let code = mark.codePointAt(0);
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | code >> 6, 0x80 | code & 63);
    else if (code < 0x10000) out.push(0xe0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63);
    else out.push(0xf0 | code >> 18, 0x80 | code >> 12 & 63, 0x80 | code >> 6 & 63, 0x80 | code & 63);
  }
  return out;
}

export function hash32(text) {
  let value = 0x811c9dc5;
  for (const byte of bytes(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ value >>> 16, 0x85ebca6b);
  value = Math.imul(value ^ value >>> 13, 0xc2b2ae35);
  return (value ^ value >>> 16) >>> 0;
}

export class Draw {
  constructor(seed) {
    this.state = hash32(seed);
  }

  number() {
    this.state = this.state + 0x6d2b79f5 | 0;
    let value = this.state;
    value = Math.imul(value ^ value >>> 15, value | 1);
    value ^= value + Math.imul(value ^ value >>> 7, value | 61);
    return (value ^ value >>> 14) >>> 0;
  }

  below(limit) {
    return Math.floor(this.number() * limit / 4294967296);
  }

  shuffle(items) {
    const drawn = Array.from(items);
    for (let last = drawn.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [drawn[last], drawn[other]] = [drawn[other], drawn[last]];
    }
    return drawn;
  }
}
