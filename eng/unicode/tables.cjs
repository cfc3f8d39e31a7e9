// Writes src/SynthTrain.Models/Tokenizers/Text/unicode.bin: what Hugging Face's program believes about every code point.
// Its parts are compiled with different Unicode versions (regular expressions, normal forms, Rust's own character methods),
// so the answers are asked of the program itself. Usage: NODE_PATH=artifacts/peers/node_modules node eng/unicode/tables.cjs OUT
const fs = require('fs');
const t = require('tokenizers');

const scalars = [];
for (let c = 0; c < 0x110000; c++) if (c < 0xd800 || c > 0xdfff) scalars.push(c);
const all = String.fromCodePoint.apply.bind(String.fromCodePoint, null);
const text = (list) => { let s = ''; for (let i = 0; i < list.length; i += 4096) s += all(list.slice(i, i + 4096)); return s; };
const everything = text(scalars);
const load = (extra) => t.Tokenizer.fromString(JSON.stringify({ version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null,
  post_processor: null, decoder: null, model: { type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, vocab: {}, merges: [] }, ...extra }));
const matches = (regex) => new Set([...load({ normalizer: { type: 'Replace', pattern: { Regex: `[^${regex}]` }, content: '' } }).getNormalizer().normalizeString(everything)].map((c) => c.codePointAt(0)));

// 1. General categories and classes of the regular expressions.
const names = ['Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'Mn', 'Mc', 'Me', 'Nd', 'Nl', 'No', 'Zs', 'Zl', 'Zp', 'Cc', 'Cf', 'Cs', 'Co', 'Pc', 'Pd', 'Ps', 'Pe', 'Pi', 'Pf', 'Po', 'Sm', 'Sc', 'Sk', 'So', 'Cn'];
const category = new Uint8Array(0x110000).fill(29);
category.fill(16, 0xd800, 0xe000);
names.forEach((name, i) => { if (name !== 'Cs' && name !== 'Cn') for (const c of matches(`\\p{${name}}`)) category[c] = i; });
const flags = new Uint8Array(0x110000);
const mark = (bit, set) => { for (const c of set) flags[c] |= bit; };
mark(1, matches('\\s'));
mark(2, matches('\\w'));

// 2. Rust's methods and crates.
const alone = (name, context) => {
  const out = new Set();
  const p = load({ pre_tokenizer: name }).getPreTokenizer();
  for (let i = 0; i < scalars.length; i += 2048)
    for (const [piece] of p.preTokenizeString(scalars.slice(i, i + 2048).map((c) => 'x' + String.fromCodePoint(c) + 'x').join(context)))
      if (piece.length === (piece.codePointAt(0) > 0xffff ? 2 : 1) && piece !== 'x') out.add(piece.codePointAt(0));
  return out;
};
mark(4, alone({ type: 'Digits', individual_digits: true }, ''));
mark(8, alone({ type: 'Punctuation', behavior: 'Isolated' }, ''));
const words = load({ pre_tokenizer: { type: 'Whitespace' } }).getPreTokenizer();
for (let i = 0; i < scalars.length; i += 2048)
  for (const [piece] of words.preTokenizeString(scalars.slice(i, i + 2048).map((c) => 'x' + String.fromCodePoint(c) + 'x').join(' ')))
    if ([...piece].length === 3) flags[[...piece][1].codePointAt(0)] |= 16;
flags[0x78] |= 16;
const strip = t.stripAccentsNormalizer();
for (const c of scalars) if (strip.normalizeString(String.fromCodePoint(c)) === '') flags[c] |= 32;

// 3. Normal forms and lower case.
const maps = { nfd: t.nfdNormalizer(), nfkd: t.nfkdNormalizer(), lower: t.lowercase() };
const nfc = t.nfcNormalizer();
const cps = (s) => [...s].map((c) => c.codePointAt(0));
const table = {};
for (const [name, n] of Object.entries(maps)) {
  table[name] = [];
  for (const c of scalars) {
    if (c >= 0xac00 && c <= 0xd7a3 && name !== 'lower') continue;
    const s = String.fromCodePoint(c);
    const r = n.normalizeString(s);
    if (r !== s) table[name].push([c, cps(r)]);
  }
}
const nfd = new Map(table.nfd);
table.nfkd = table.nfkd.filter(([c, r]) => !nfd.has(c) || String(nfd.get(c)) !== String(r));
const pairs = [];
for (const [c, r] of table.nfd) {
  if (r.length < 2 || nfc.normalizeString(String.fromCodePoint(c)) !== String.fromCodePoint(c)) continue;
  const first = cps(nfc.normalizeString(String.fromCodePoint(...r.slice(0, -1))));
  if (first.length === 1) pairs.push([c, [first[0], r[r.length - 1]]]);
}
table.compose = pairs;
// Combining classes: which of a ladder of marks does a character move in front of?
const ladder = [[1, 0x334], [7, 0x93c], [8, 0x3099], [9, 0x94d]];
for (let k = 10; k <= 26; k++) if (k !== 26) ladder.push([k, [0x5b0, 0x5b1, 0x5b2, 0x5b3, 0x5b4, 0x5b5, 0x5b6, 0x5b7, 0x5b8, 0x5b9, 0x5bb, 0x5bc, 0x5bd, 0x5bf, 0x5c1, 0x5c2][k - 10]]);
ladder.push([26, 0xfb1e]);
for (let k = 27; k <= 34; k++) ladder.push([k, 0x64b + k - 27]);
ladder.push([35, 0x670], [36, 0x711], [84, 0xc55], [91, 0xc56], [103, 0xe38], [107, 0xe48], [118, 0xeb8], [122, 0xec8], [129, 0xf71], [130, 0xf72], [132, 0xf74], [202, 0x321], [214, 0x1dce], [216, 0x31b],
  [218, 0x302a], [220, 0x316], [222, 0x59a], [224, 0x302e], [226, 0x1d16d], [228, 0x302b], [230, 0x300], [232, 0x315], [233, 0x35c], [234, 0x35d], [240, 0x345]);
const moves = (a, b) => { const s = String.fromCodePoint(a, b); return maps.nfd.normalizeString(s) !== s; };
const classes = [];
for (const c of scalars) {
  if (nfd.has(c) || (c >= 0xac00 && c <= 0xd7a3) || category[c] < 5 && c < 0x300) continue;
  if (!(c === 0x345 || moves(0x345, c) || moves(c, 0x334))) continue;
  const above = ladder.find(([, m]) => moves(m, c) === false && !moves(c, m) || m === c);
  if (!above) throw new Error('no class for ' + c.toString(16));
  classes.push([c, above[0]]);
}

// 4. Written: runs as (length, value), lists as (count, then code point steps and values), all numbers as LEB128.
const out = [];
const number = (v) => { while (v > 127) { out.push((v & 127) | 128); v >>>= 7; } out.push(v); };
const runs = (a) => { for (let i = 0; i < a.length;) { let j = i; while (j < a.length && a[j] === a[i]) j++; number(j - i); number(a[i]); i = j; } };
runs(category);
runs(flags);
for (const name of ['nfd', 'nfkd', 'lower', 'compose']) {
  number(table[name].length);
  let last = 0;
  for (const [c, r] of table[name].sort((a, b) => a[0] - b[0])) { number(c - last); last = c; number(r.length); r.forEach(number); }
}
number(classes.length);
let last = 0;
for (const [c, k] of classes) { number(c - last); last = c; number(k); }
fs.writeFileSync(process.argv[2], Buffer.from(out));
console.log(out.length, 'bytes;', Object.entries(table).map(([k, v]) => k + ' ' + v.length).join(', '), 'classes', classes.length);
