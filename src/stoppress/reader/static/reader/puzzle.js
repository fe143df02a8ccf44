// Proof of work: the number for which SHA-256 of "key:number" begins with so many zero bits. Pure, and lets others breathe.

const FIRST_PRIMES = 64;
/** So many tries between two breaths: about 10 ms on a phone. */
const TRIES_AT_ONCE = 1_500;

const [constants, start] = roots();
const words = new Int32Array(64);

/** The proof for this key. @param {string} key @param {number} bits @returns {Promise<string>} */
export async function solve(key, bits) {
  for (let number = 0; ; number++) {
    if (zeroBits(`${key}:${number}`) >= bits) return String(number);
    if (number % TRIES_AT_ONCE === 0) await new Promise((go) => setTimeout(go));
  }
}

/** How many zero bits (of the first 32) the digest of a short ASCII text begins with. @param {string} text */
export const zeroBits = (text) => Math.clz32(digest(text)[0]);

/** SHA-256 (FIPS 180-4) of ASCII text of up to 55 letters, which fills one block. @param {string} text */
export function digest(text) {
  words.fill(0);
  for (let index = 0; index < text.length; index++) words[index >> 2] |= text.charCodeAt(index) << (24 - (index % 4) * 8);
  words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
  words[15] = text.length * 8;
  for (let index = 16; index < 64; index++) {
    const [near, far] = [words[index - 2], words[index - 15]];
    const sigma1 = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    const sigma0 = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    words[index] = sigma1 + words[index - 7] + sigma0 + words[index - 16];
  }
  let [a, b, c, d, e, f, g, h] = start;
  for (let index = 0; index < 64; index++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[index] + words[index]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + start[index]) | 0);
}

/** @param {number} word @param {number} by */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** The standard's constants: the first fractional bits of the cube and square roots of the first primes. */
function roots() {
  const primes = [];
  for (let number = 2; primes.length < FIRST_PRIMES; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  const fraction = (/** @type {number} */ root) => ((root % 1) * 2 ** 32) | 0;
  return [primes.map((prime) => fraction(Math.cbrt(prime))), primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))];
}
