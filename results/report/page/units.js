// How figures are written: with the unit their name ends in, scaled so that people can read them.

const scales = [
  ['_pj', [[1e9, 'mJ'], [1e6, '\u00b5J'], [1e3, 'nJ'], [1, 'pJ']]],
  ['_ns', [[1e9, 's'], [1e6, 'ms'], [1e3, '\u00b5s'], [1, 'ns']]],
  ['_mm2', [[1, 'mm\u00b2']]],
  ['_mw', [[1e3, 'W'], [1, 'mW']]],
  ['_mhz', [[1, 'MHz']]],
  ['_nm', [[1, 'nm']]],
  ['_kib', [[1, 'KiB']]],
  ['_bytes', [[1048576, 'MiB'], [1024, 'KiB'], [1, 'B']]],
  ['_bits', [[1, 'bits']]],
  ['_cycles', [[1, 'cycles']]],
];
const percents = new Set(['error', 'utilisation', 'accuracy']);
let bits = false;

/// What the error of the study at hand counts: "bits_per_character", or "share" of the sequences.
export function useErrorUnit(unit) {
  bits = unit === 'bits_per_character';
}

/// {word, unit, factor}: value * factor is in `unit`.
export function unitOf(name, typical) {
  if (name === 'error' && bits) {
    return {word: 'bits per character', unit: '', factor: 1};
  }
  if (percents.has(name)) {
    return {word: name, unit: '%', factor: 100};
  }
  for (const [suffix, units] of scales) {
    if (name.endsWith(suffix)) {
      const [size, unit] = units.find(([least]) => Math.abs(typical) >= least) ??
                           units[units.length - 1];
      return {word: name.slice(0, -suffix.length).replaceAll('_', ' '), unit, factor: 1 / size};
    }
  }
  return {word: name.replaceAll('_', ' '), unit: '', factor: 1};
}

export function titleOf(column) {
  const {word, unit} = unitOf(column.name, column.middle);
  return unit ? `${word} (${unit})` : word;
}

export function wordOf(name) {
  return unitOf(name, 1).word;
}

/// Four significant digits, thousands apart; whole numbers whole.
export function numberText(value) {
  if (!Number.isFinite(value)) {
    return '\u2013';
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    return Math.abs(value) < 10000 ? String(value) : value.toLocaleString('en-US').replaceAll(',', '\u2009');
  }
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) {
    return value.toExponential(3).replace('e', '\u00b710^').replace('^+', '^');
  }
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(size)));
  return value.toFixed(decimals).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

/// A value of a column with its unit: "8.654 µJ", "fdht", "16".
export function valueText(name, value) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '\u2013';
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  const {unit, factor} = unitOf(name, value);
  return unit ? `${numberText(value * factor)}\u00a0${unit}` : numberText(value * factor);
}

export function intervalText(name, value, [low, high]) {
  const {unit, factor} = unitOf(name, value);
  return `${numberText(low * factor)} \u2026 ${numberText(high * factor)}${unit ? '\u00a0' + unit : ''}`;
}
