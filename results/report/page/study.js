// The study as the page reads it: columns of figures and axes over all designs, rows over some.

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

/// One figure or axis: at(design) is a number, a text or null.
class Column {
  constructor(json, count, isFigure) {
    this.name = json.name;
    this.isFigure = isFigure;
    this.objective = json.objective === true;
    this.maximise = json.maximise === true;
    this.sampled = json.sampled === true;
    this.values = json.values ?? null;
    const codes = json.bits === 0 ? new Uint8Array(count)
                                  : littleEndian(bytesOf(json.codes), json.bits, count);
    if (json.bits === 64) {
      this.numbers = codes;
    } else {
      this.codes = codes;
    }
    this.numeric = this.values === null ||
                   this.values.every(value => value === null || typeof value === 'number');
    const finite = this.finite();
    this.low = finite.length ? finite[0] : NaN;
    this.high = finite.length ? finite[finite.length - 1] : NaN;
    this.middle = finite.length ? finite[Math.floor(finite.length / 2)] : NaN;
  }

  finite() {
    if (!this.numeric) {
      return [];
    }
    return this.values === null ? this.numbers.filter(Number.isFinite).sort()
                                : this.values.filter(value => value !== null);
  }

  /// Different values; more than can be told apart counts as many.
  get distinct() {
    return this.values === null ? Infinity : this.values.length;
  }

  at(design) {
    return this.values === null ? this.numbers[design] : this.values[this.codes[design]];
  }

  /// For positions on axes: NaN where there is no number.
  number(design) {
    const value = this.at(design);
    return typeof value === 'number' ? value : NaN;
  }
}

export function readStudy(json) {
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

/// The designs no other one of `passes` dominates in two figures, along x.
export function frontOfTwo(study, x, y, passes) {
  const signX = x.maximise ? -1 : 1;
  const signY = y.maximise ? -1 : 1;
  const order = [];
  for (let design = 0; design < study.count; ++design) {
    if (passes[design] && Number.isFinite(x.number(design)) && Number.isFinite(y.number(design))) {
      order.push(design);
    }
  }
  order.sort((a, b) => signX * (x.number(a) - x.number(b)) || signY * (y.number(a) - y.number(b)));
  const front = [];
  let best = Infinity;
  for (const design of order) {
    const value = signY * y.number(design);
    if (value < best) {
      best = value;
      front.push(design);
    }
  }
  return front;
}
