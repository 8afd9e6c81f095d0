/* Looks for the number whose SHA-256, behind the salt, is the challenge; answers with it, or -1. The browser's own digest is
   asynchronous, many times slower for so many small texts, and missing on pages without TLS. */
const primes = [];
for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(64);

function mix(state, bytes, from) {
  for (let at = 0; at < 16; at += 1) {
    const byte = from + 4 * at;
    words[at] = (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
  }
  for (let at = 16; at < 64; at += 1) {
    const x = words[at - 15], y = words[at - 2];
    const first = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const second = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[at] = (words[at - 16] + first + words[at - 7] + second) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + high + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function digest(state, bytes, length) {
  const whole = (length + 72) & ~63;
  bytes.fill(0, length, whole);
  bytes[length] = 128;
  const bits = 8 * length;
  bytes[whole - 2] = bits >>> 8;
  bytes[whole - 1] = bits & 255;
  state.set(START);
  for (let from = 0; from < whole; from += 64) mix(state, bytes, from);
}

function search({ salt, challenge, maxnumber }) {
  const wanted = Int32Array.from({ length: 8 }, (_none, at) => parseInt(challenge.slice(8 * at, 8 * at + 8), 16) | 0);
  const start = new TextEncoder().encode(salt), bytes = new Uint8Array(start.length + 192), state = new Int32Array(8);
  bytes.set(start);
  for (let number = 0; number <= maxnumber; number += 1) {
    const digits = String(number);
    for (let at = 0; at < digits.length; at += 1) bytes[start.length + at] = digits.charCodeAt(at);
    digest(state, bytes, start.length + digits.length);
    if (state[0] === wanted[0] && state.every((word, at) => word === wanted[at])) return number;
  }
  return -1;
}

addEventListener("message", (event) => postMessage(search(event.data)));
