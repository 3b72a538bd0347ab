// Colours that stay apart for colour-blind readers: Okabe and Ito (2008) for words, cividis (Nuñez,
// Anderton and Renslow, 2018) for numbers.

const words = {
  light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b58900', '#56b4e9', '#5b5b5b', '#8c510a', '#a3c644', '#7b5ea7'],
  dark: ['#56b4e9', '#f0883e', '#2fc79a', '#e09ac4', '#f0e442', '#7f9cf5', '#c4c4c4', '#c49a6c', '#b5d96a', '#b79ae8'],
};
const cividis = ['#00224e', '#123570', '#3b496c', '#575d6d', '#707173', '#8a8678', '#a59c74', '#c3b369',
  '#e1cc55', '#fee838'];

export const isDark = () => document.documentElement.dataset.theme === 'dark';

/// Without double quotes: it goes into attributes of svg files.
export const font = () => variable('--font').replaceAll('"', "'");

const variables = new Map();  // by theme and name: asking the browser lays the page out

export function variable(name) {
  const key = `${document.documentElement.dataset.theme} ${name}`;
  if (!variables.has(key)) {
    variables.set(key, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  }
  return variables.get(key);
}

const channels = colour => [1, 3, 5].map(place => parseInt(colour.slice(place, place + 2), 16));

function between(a, b, share) {
  const [from, to] = [channels(a), channels(b)];
  return '#' + from.map((channel, place) => Math.round(channel + share * (to[place] - channel))
    .toString(16).padStart(2, '0')).join('');
}

function gradient(share) {
  // The ends that vanish into the background are left out.
  const [low, high] = isDark() ? [0.3, 1] : [0, 0.88];
  const place = (low + Math.min(1, Math.max(0, share)) * (high - low)) * (cividis.length - 1);
  const first = Math.min(cividis.length - 2, Math.floor(place));
  return between(cividis[first], cividis[first + 1], place - first);
}

/// Colours of a column: {of(value), legend: [{value, colour}] or null, low, high, log}. Words and
/// numbers of few values get colours of their own, other numbers a gradient.
export function colouring(column) {
  const palette = words[isDark() ? 'dark' : 'light'];
  if (!column.numeric) {
    const of = value => value === null ? variable('--faint')
                                       : palette[column.values.indexOf(value) % palette.length];
    return {of, legend: column.values.map(value => ({value, colour: of(value)}))};
  }
  const log = wantsLog(column);
  const scale = value => log ? Math.log(value) : value;
  const [low, high] = [scale(column.low), scale(column.high)];
  const of = value => typeof value === 'number' && Number.isFinite(value)
    ? gradient(high > low ? (scale(value) - low) / (high - low) : 0.5) : variable('--faint');
  const few = column.distinct <= 8;
  return {of, legend: few ? column.values.filter(value => value !== null)
    .map(value => ({value, colour: of(value)})) : null, low: column.low, high: column.high, log,
    stops: [0, 0.25, 0.5, 0.75, 1].map(gradient)};
}

/// Numbers above zero that span more than a factor of 12 are easier to read on a log axis.
export function wantsLog(column) {
  return column.numeric && column.low > 0 && column.high / column.low > 12;
}
