// Two small pictures of the live page, drawn anew at each look.
import {s} from './dom.js';
import {numberText, unitOf} from './units.js';

const width = 420, height = 220, left = 58, right = 14, top = 10, bottom = 40;

/// At most six round numbers between two, with the decimals that tell them apart.
function ticks(low, high) {
  const rough = (high - low) / 5 || Math.abs(high) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough * (1 - 1e-9));
  const list = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
    list.push(Number((k * step).toPrecision(12)));
  }
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const plain = list.every(number => Math.abs(number) < 10000);
  return list.map(number => [number, plain ? number.toFixed(decimals) : shortText(number)]);
}

function shortText(number) {
  const size = Math.abs(number);
  for (const [least, letter] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (size >= least * 10 || (size >= least && least > 1e3)) {
      return `${numberText(number / least)} ${letter}`;
    }
  }
  return numberText(number);
}

function frame(points, nameX, nameY, draw) {
  const picture = s('svg', {viewBox: `0 0 ${width} ${height}`, class: 'small', role: 'img', 'aria-label': `${nameY} over ${nameX}`});
  if (points.length === 0) {
    picture.append(s('text', {x: width / 2, y: height / 2, 'text-anchor': 'middle', class: 'name'}, 'nothing yet'));
    return picture;
  }
  const range = place => {
    const values = points.map(point => point[place]);
    const low = Math.min(...values), high = Math.max(...values);
    const pad = high > low ? 0.04 * (high - low) : Math.abs(high) / 10 || 1;
    return [low - pad, high + pad];
  };
  const [[lowX, highX], [lowY, highY]] = [range(0), range(1)];
  const x = value => left + (value - lowX) / (highX - lowX) * (width - left - right);
  const y = value => height - bottom - (value - lowY) / (highY - lowY) * (height - top - bottom);
  let last = -Infinity;
  for (const [tick, label] of ticks(lowX, highX)) {
    picture.append(s('line', {x1: x(tick), x2: x(tick), y1: top, y2: height - bottom, class: 'grid'}));
    if (x(tick) - last > 48 && x(tick) < width - 18) {
      picture.append(s('text', {x: x(tick), y: height - bottom + 15, 'text-anchor': 'middle'}, label));
      last = x(tick);
    }
  }
  for (const [tick, label] of ticks(lowY, highY)) {
    picture.append(s('line', {x1: left, x2: width - right, y1: y(tick), y2: y(tick), class: 'grid'}),
      s('text', {x: left - 6, y: y(tick) + 4, 'text-anchor': 'end'}, label));
  }
  picture.append(s('text', {x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle', class: 'name'}, nameX),
    s('text', {transform: `translate(12 ${(top + height - bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle', class: 'name'}, nameY));
  draw(picture, x, y);
  return picture;
}

export function linePicture(points, nameX, nameY) {
  return frame(points, nameX, nameY, (picture, x, y) => {
    // A share holds until the next checkpoint.
    const path = points.map(([a, b], place) => place === 0 ? `M${x(a)},${y(b)}` : `H${x(a)}V${y(b)}`).join('');
    picture.append(s('path', {d: path, class: 'line'}), ...points.map(([a, b]) => s('circle', {cx: x(a), cy: y(b), r: 2.2, class: 'dotmark'})));
  });
}

export function dotPicture(points, columnX, columnY) {
  const middle = place => points.length ? [...points].sort((a, b) => a[place] - b[place])[points.length >> 1][place] : 1;
  const [a, b] = [unitOf(columnX, middle(0)), unitOf(columnY, middle(1))];
  const title = ({word, unit}) => unit ? `${word} (${unit})` : word;
  return frame(points.map(([x, y]) => [x * a.factor, y * b.factor]), title(a), title(b), (picture, x, y) => {
    const scaled = points.map(([p, q]) => [x(p * a.factor), y(q * b.factor)]);
    picture.append(...scaled.map(([cx, cy]) => s('circle', {cx, cy, r: 2.4, class: 'dotmark'})));
  });
}
