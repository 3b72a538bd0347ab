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

function apply(sign, a, b) {
  switch (sign) {
    case '||': return a || b ? 1 : 0;
    case '&&': return a && b ? 1 : 0;
    case '==': return a === b ? 1 : 0;
    case '!=': return a !== b ? 1 : 0;
    case '<=': return a <= b ? 1 : 0;
    case '>=': return a >= b ? 1 : 0;
    case '<': return a < b ? 1 : 0;
    case '>': return a > b ? 1 : 0;
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default: return a ** b;
  }
}

/// (design) => boolean. Throws: Error that says what is wrong.
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
      left = design => apply(sign, first(design), second(design));
    }
  }

  function unary() {
    if (take('-')) {
      const operand = unary();
      return design => -operand(design);
    }
    if (take('!')) {
      const operand = unary();
      return design => operand(design) ? 0 : 1;
    }
    const base = primary();
    if (take('^')) {
      const exponent = unary();
      return design => base(design) ** exponent(design);
    }
    return base;
  }

  function primary() {
    const token = tokens[place++];
    if (!token) {
      throw new Error('the condition ends too early');
    }
    if (token.kind === 'number' || token.kind === 'text') {
      return () => token.value;
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
      return design => called(...inputs.map(input => input(design)));
    }
    const column = study.columns.get(token.value);
    if (column) {
      return design => column.at(design);
    }
    if (words.has(token.value)) {
      return () => token.value;
    }
    const near = nearest(token.value, [...study.columns.keys(), ...words]);
    throw new Error(`'${token.value}' is not in this study${near ? ` (did you mean '${near}'?)` : ''}`);
  }

  const condition = binary(0);
  if (place < tokens.length) {
    throw new Error(`'${tokens[place].value}' is out of place`);
  }
  // A value that is not known fulfils nothing, as in the program.
  return design => {
    const value = condition(design);
    return value !== null && value !== undefined && !Number.isNaN(value) && Boolean(value);
  };
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
