// The study as the page reads it: columns of figures and axes over all designs, rows over some.
import {useErrorUnit} from './units.js';

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; ++place) {
    bytes[place] = text.charCodeAt(place);
  }
  return bytes;
}

function littleEndian(bytes, width, count) {
  const view = new DataView(bytes.buffer);
  if (width === 8) {
    return bytes;
  }
  if (width === 16) {
    return Uint16Array.from({length: count}, (unused, place) => view.getUint16(2 * place, true));
  }
  return Float64Array.from({length: count}, (unused, place) => view.getFloat64(8 * place, true));
}

/// Different numbers, ascending, and the place of each design's among them.
function numbered(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  const values = [];
  for (const number of sorted) {
    if (Number.isFinite(number) && number !== values[values.length - 1]) {
      values.push(number);
    }
  }
  const place = new Map(values.map((number, at) => [number, at]));
  const unknown = values.length;
  const codes = Uint32Array.from(numbers, number => place.get(number) ?? unknown);
  if (codes.includes(unknown)) {
    values.push(null);
  }
  return [values, codes];
}

/// One figure or axis: at(design) is a number, a text or null.
class Column {
  constructor(json, count, isFigure) {
    this.name = json.name;
    this.isFigure = isFigure;
    this.objective = json.objective === true;
    this.maximise = json.maximise === true;
    this.sampled = json.sampled === true;
    this.values = json.values;
    this.codes = json.bits === 0 ? new Uint8Array(count)
                                 : littleEndian(bytesOf(json.codes), json.bits, count);
    if (json.bits === 64) {
      [this.values, this.codes] = numbered(this.codes);
    }
    this.numeric = this.values.every(value => value === null || typeof value === 'number');
    const finite = this.numeric ? this.values.filter(value => value !== null) : [];
    this.low = finite.length ? finite[0] : NaN;
    this.high = finite.length ? finite[finite.length - 1] : NaN;
    this.middle = finite.length ? finite[Math.floor(finite.length / 2)] : NaN;
    this.known = finite.length;
  }

  /// The numbers as an axis places them: as they are or their logarithms, NaN where there is none.
  scaled(log) {
    const key = log ? 'logarithms' : 'numbers';
    if (!this[key]) {
      const numbers = this[key] = new Float64Array(this.distinct).fill(NaN);
      for (let place = 0; place < this.known; ++place) {
        numbers[place] = log ? Math.log(this.values[place]) : this.values[place];
      }
    }
    return this[key];
  }

  /// How many values there are; they ascend, and null is the last.
  get distinct() {
    return this.values.length;
  }

  at(design) {
    return this.values[this.codes[design]];
  }

  /// For positions on axes: NaN where there is no number.
  number(design) {
    const value = this.at(design);
    return typeof value === 'number' ? value : NaN;
  }
}

export function readStudy(json) {
  useErrorUnit(json.error_unit);
  const figures = json.figures.map(column => new Column(column, json.shown, true));
  const axes = json.axes.map(column => new Column(column, json.shown, false));
  const columns = new Map([...figures, ...axes].map(column => [column.name, column]));
  const study = {...json, figures, axes, columns, count: json.shown};
  study.objectives = figures.filter(figure => figure.objective);
  study.rows = json.rows.map((row, number) => ({...row, number, front: row.front === true}));
  study.byDesign = new Map(study.rows.map(row => [row.design, row]));
  study.value = (row, name) => columns.get(name).at(row.at);
  return study;
}

/// The designs no other one of `passes` dominates in two figures, along x. One pass over designs, then
/// one over the values of x: codes are in the order of values.
export function frontOfTwo(study, x, y, passes) {
  const better = y.maximise ? (a, b) => a > b : (a, b) => a < b;
  const best = new Int32Array(x.distinct).fill(-1);
  const {codes: codesX} = x;
  const {codes: codesY} = y;
  const [knownX, knownY] = [x.known, y.known];
  for (let design = 0; design < study.count; ++design) {
    if (passes[design] === 0 || codesX[design] >= knownX || codesY[design] >= knownY) {
      continue;
    }
    const before = best[codesX[design]];
    if (before < 0 || better(codesY[design], codesY[before])) {
      best[codesX[design]] = design;
    }
  }
  const front = [];
  let last = -1;
  for (let step = 0; step < knownX; ++step) {
    const design = best[x.maximise ? knownX - 1 - step : step];
    if (design >= 0 && (last < 0 || better(codesY[design], codesY[last]))) {
      front.push(design);
      last = design;
    }
  }
  return front;
}
