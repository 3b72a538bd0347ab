// Conditions over figures and axes as `--where` takes them:  pes * macs_per_pe <= 256 && format == ht
// A parser of its own: the page forbids evaluating text as a program.

const operators = [
  ['||'], ['&&'], ['==', '!=', '<=', '>=', '<', '>'], ['+', '-'], ['*', '/'],
];
const functions = {
  min: Math.min, max: Math.max, abs: Math.abs, sqrt: Math.sqrt, exp: Math.exp, ln: Math.log,
  log: Math.log, log2: Math.log2, log10: Math.log10, rint: Math.round, sign: Math.sign,
};

function tokensOf(text) {
  const pattern = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|("[^"]*"|'[^']*')|(\|\||&&|==|!=|<=|>=|[-+*/^<>!(),]))/y;
  const tokens = [];
  let end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      throw new Error(`'${text.slice(start).trim()[0]}' is not understood`);
    }
    const [, number, name, quoted, sign] = match;
    tokens.push(number !== undefined ? {kind: 'number', value: Number(number)} :
                name !== undefined ? {kind: 'name', value: name} :
                quoted !== undefined ? {kind: 'text', value: quoted.slice(1, -1)} :
                                       {kind: 'sign', value: sign});
  }
  return tokens;
}

const actions = {
  '||': (a, b) => a || b ? 1 : 0,
  '&&': (a, b) => a && b ? 1 : 0,
  '==': (a, b) => a === b ? 1 : 0,
  '!=': (a, b) => a !== b ? 1 : 0,
  '<=': (a, b) => a <= b ? 1 : 0,
  '>=': (a, b) => a >= b ? 1 : 0,
  '<': (a, b) => a < b ? 1 : 0,
  '>': (a, b) => a > b ? 1 : 0,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const mostCombinations = 1 << 16;

/// A term of a condition: its value where the cursors of `reads`, {column, cursor}, stand.
function term(value, reads) {
  return {value, reads};
}

/// One of the conditions that `&&` joins: decided once per combination of its columns' values where
/// these are few, else once per design.
class Condition {
  constructor({value, reads}) {
    this.value = value;
    this.reads = [...reads];
  }

  // A value that is not known fulfils nothing, as in the program.
  holds() {
    const value = this.value();
    return !Number.isNaN(value) && Boolean(value);
  }

  /// Clears passes[design] where the condition does not hold.
  narrow(passes) {
    const {reads} = this;
    const combinations = reads.reduce((product, {column}) => product * column.distinct, 1);
    if (combinations > (reads.length > 1 ? mostCombinations : Infinity)) {
      for (let design = 0; design < passes.length; ++design) {
        if (passes[design] === 1) {
          for (const read of reads) {
            read.cursor = read.column.codes[design];
          }
          passes[design] = this.holds() ? 1 : 0;
        }
      }
      return;
    }
    const table = new Uint8Array(combinations);
    for (let place = 0; place < combinations; ++place) {
      let rest = place;
      for (const read of reads) {
        read.cursor = rest % read.column.distinct;
        rest = Math.floor(rest / read.column.distinct);
      }
      table[place] = this.holds() ? 1 : 0;
    }
    let at = reads.length === 1 ? reads[0].column.codes : new Uint16Array(passes.length);
    let factor = 1;
    for (const {column: {codes, distinct}} of reads.length > 1 ? reads : []) {
      for (let design = 0; design < passes.length; ++design) {
        at[design] += factor * codes[design];
      }
      factor *= distinct;
    }
    for (let design = 0; design < passes.length; ++design) {
      passes[design] &= table[at[design]];
    }
  }
}

/// The conditions that all have to hold. Throws: Error that says what is wrong.
export function compile(text, study) {
  const tokens = tokensOf(text);
  let place = 0;
  const words = new Set();
  for (const column of study.axes) {
    for (const value of column.values ?? []) {
      if (typeof value === 'string') {
        words.add(value);
      }
    }
  }
  const cursors = new Map();
  const none = new Set();
  const partsOf = operand => operand.parts ?? [operand];
  const peek = value => tokens[place]?.value === value && tokens[place].kind !== 'text';
  const take = value => peek(value) && ++place > 0;
  const need = value => {
    if (!take(value)) {
      throw new Error(`'${value}' is missing ${tokens[place] ? `before '${tokens[place].value}'` : 'at the end'}`);
    }
  };

  function binary(level) {
    if (level === operators.length) {
      return unary();
    }
    let left = binary(level + 1);
    for (;;) {
      const sign = operators[level].find(candidate => peek(candidate));
      if (!sign) {
        return left;
      }
      ++place;
      const first = left;
      const second = binary(level + 1);
      const action = actions[sign];
      left = term(() => action(first.value(), second.value()), new Set([...first.reads, ...second.reads]));
      if (sign === '&&') {
        left.parts = [...partsOf(first), ...partsOf(second)];
      }
    }
  }

  function unary() {
    if (take('-')) {
      const operand = unary();
      return term(() => -operand.value(), operand.reads);
    }
    if (take('!')) {
      const operand = unary();
      return term(() => operand.value() === 0 ? 1 : 0, operand.reads);
    }
    const base = primary();
    if (take('^')) {
      const exponent = unary();
      return term(() => base.value() ** exponent.value(), new Set([...base.reads, ...exponent.reads]));
    }
    return base;
  }

  function primary() {
    const token = tokens[place++];
    if (!token) {
      throw new Error('the condition ends too early');
    }
    if (token.kind === 'number' || token.kind === 'text') {
      return term(() => token.value, none);
    }
    if (token.value === '(') {
      const inner = binary(0);
      need(')');
      return inner;
    }
    if (token.kind !== 'name') {
      throw new Error(`'${token.value}' is out of place`);
    }
    if (Object.hasOwn(functions, token.value) && peek('(')) {
      ++place;
      const inputs = [binary(0)];
      while (take(',')) {
        inputs.push(binary(0));
      }
      need(')');
      const called = functions[token.value];
      return term(() => called(...inputs.map(input => input.value())), new Set(inputs.flatMap(input => [...input.reads])));
    }
    const column = study.columns.get(token.value);
    if (column) {
      const {values} = column;
      const read = cursors.get(column) ?? {column, cursor: 0};
      cursors.set(column, read);
      // What a design does not have is not a number, as in the program: null would count as 0.
      return term(() => values[read.cursor] ?? NaN, new Set([read]));
    }
    if (words.has(token.value)) {
      return term(() => token.value, none);
    }
    const near = nearest(token.value, [...study.columns.keys(), ...words]);
    throw new Error(`'${token.value}' is not in this study${near ? ` (did you mean '${near}'?)` : ''}`);
  }

  const condition = binary(0);
  if (place < tokens.length) {
    throw new Error(`'${tokens[place].value}' is out of place`);
  }
  return partsOf(condition).map(part => new Condition(part));
}

function distance(a, b) {
  let row = Array.from({length: b.length + 1}, (unused, place) => place);
  for (let i = 1; i <= a.length; ++i) {
    const next = [i];
    for (let j = 1; j <= b.length; ++j) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

function nearest(word, known) {
  let best = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(word, candidate);
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}
