// Files the reader takes away: selections as csv and json, pictures as svg and png.
import * as echarts from 'echarts/core';
import {variable} from './colours.js';
import {h} from './dom.js';

export function save(name, type, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/// As `front --format json` prints a design.
function designJson(study, row) {
  const objectives = Object.fromEntries(study.figures.map(figure => [figure.name, figure.at(row.at)]));
  return {design: row.design, fidelity: study.fidelities[row.fidelity], objectives, intervals: row.intervals ?? {},
    probability: row.probability ?? null, model: study.models[row.model], hardware: study.hardware[row.hardware]};
}

export function asJson(study, rows) {
  return JSON.stringify(rows.map(row => designJson(study, row)), null, 2) + '\n';
}

/// Text that a spreadsheet would take for a formula gets an apostrophe, as in the program's csv.
function field(value) {
  let text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (typeof value !== 'number' && /^[=+\-@\t\r]/.test(text)) {
    text = `'${text}`;
  }
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function asCsv(study, rows) {
  const flat = rows.map(row => {
    const json = designJson(study, row);
    const line = {design: json.design, fidelity: json.fidelity, ...json.objectives, ...json.model, ...json.hardware};
    for (const [name, [low, high]] of Object.entries(json.intervals)) {
      line[`${name}_low`] = low;
      line[`${name}_high`] = high;
    }
    return {...line, probability: json.probability};
  });
  const keys = [...new Set(flat.flatMap(Object.keys))];
  return [keys, ...flat.map(line => keys.map(key => line[key]))].map(line => line.map(field).join(',')).join('\r\n') + '\r\n';
}

/// A picture of its own, drawn again as vectors.
export function chartSvg(chart, option) {
  const picture = echarts.init(null, null, {renderer: 'svg', ssr: true, width: chart.getWidth(), height: chart.getHeight()});
  picture.setOption({...option(), backgroundColor: variable('--panel')});
  const text = picture.renderToSVGString();
  picture.dispose();
  return text;
}

/// An element of the page with the colours it has here.
function elementSvg(element) {
  const copy = element.cloneNode(true);
  const here = [element, ...element.querySelectorAll('*')], there = [copy, ...copy.querySelectorAll('*')];
  here.forEach((source, place) => {
    const style = getComputedStyle(source);
    for (const name of ['fill', 'stroke', 'stroke-width', 'font-size', 'font-family', 'font-weight', 'text-anchor']) {
      there[place].setAttribute(name, style.getPropertyValue(name));
    }
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

function pngOf(svg, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = 3 * image.width;
    canvas.height = 3 * image.height;
    const context = canvas.getContext('2d');
    context.fillStyle = variable('--panel');
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(blob => save(name, 'image/png', blob));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/// Buttons for a chart {chart, option} or an element {svg}.
export function downloadButtons(name, source) {
  const svg = () => source.svg ? elementSvg(source.svg()) : chartSvg(source.chart(), source.option);
  return h('span', {class: 'downloads'},
    h('button', {'aria-label': `${name} as svg`, onclick: () => save(`${name}.svg`, 'image/svg+xml', svg())}, 'svg'),
    h('button', {'aria-label': `${name} as png`, onclick: () => {
      if (source.svg) {
        pngOf(svg(), `${name}.png`);
        return;
      }
      const address = source.chart().getDataURL({pixelRatio: 3, backgroundColor: variable('--panel')});
      const bytes = Uint8Array.from(atob(address.split(',')[1]), character => character.charCodeAt(0));
      save(`${name}.png`, 'image/png', bytes);
    }}, 'png'));
}
