// The page: reads the study that stands in it, builds the views and joins them through one state.
import {BarChart, CustomChart, LineChart, ParallelChart, ScatterChart} from 'echarts/charts';
import {DataZoomComponent, GridComponent, LegendComponent, ParallelComponent} from 'echarts/components';
import * as echarts from 'echarts/core';
import {CanvasRenderer, SVGRenderer} from 'echarts/renderers';

import {Contributions, History, Infeasible} from './bars.js';
import {cardOf} from './card.js';
import {certificateOf, certificatePanel} from './certificate.js';
import {colouring, wantsLog} from './colours.js';
import {byId, h} from './dom.js';
import {asCsv, asJson, chartSvg, downloadButtons, save} from './download.js';
import {Parallel} from './parallel.js';
import {Scatter} from './scatter.js';
import {State} from './state.js';
import {readStudy} from './study.js';
import {Table} from './table.js';
import {numberText, titleOf, valueText, wordOf} from './units.js';

echarts.use([BarChart, CanvasRenderer, CustomChart, DataZoomComponent, GridComponent, LegendComponent,
  LineChart, ParallelChart, ParallelComponent, ScatterChart, SVGRenderer]);

const study = readStudy(JSON.parse(byId('study').textContent));
const state = new State(study);
const varying = study.axes.filter(axis => axis.distinct > 1 && axis.distinct <= 64);
const preferred = ['template', 'format', 'weight_bits', 'max_rank', 'scope'];
const first = study.objectives[0] ?? study.figures[0];
const second = study.objectives[1] ?? study.figures.find(figure => figure !== first) ?? first;
const view = {
  x: second.name, y: first.name,
  colour: (preferred.map(name => varying.find(axis => axis.name === name)).find(Boolean) ?? varying[0] ?? first).name,
  size: '', logX: wantsLog(second), logY: wantsLog(first),
};

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
}
const system = matchMedia('(prefers-color-scheme: dark)');
applyTheme(system.matches ? 'dark' : 'light');

function option(value, text, selected) {
  return h('option', {value, selected: value === selected}, text);
}

function chooser(label, key, columns, none) {
  const select = h('select', {id: `choose-${key}`, onchange: () => {
    view[key] = select.value;
    if (key === 'x' || key === 'y') {
      const log = wantsLog(study.columns.get(select.value));
      view[key === 'x' ? 'logX' : 'logY'] = log;
      byId(`log-${key}`).checked = log;
    }
    limitLog();
    scatter.redraw();
    if (key === 'colour') {
      drawLegend();
      parallel.redraw();
    }
  }}, none ? option('', none, view[key]) : '', columns.map(column => option(column.name, titleOf(column), view[key])));
  return h('label', {class: 'chooser'}, h('span', {}, label), select);
}

function logSwitch(key) {
  const box = h('input', {type: 'checkbox', id: `log-${key}`, checked: key === 'x' ? view.logX : view.logY, onchange: () => {
    view[key === 'x' ? 'logX' : 'logY'] = box.checked;
    scatter.redraw();
  }});
  return h('label', {class: 'switch'}, box, `log ${key}`);
}

/// A log axis has no place for zero and less.
function limitLog() {
  for (const [key, log] of [['x', 'logX'], ['y', 'logY']]) {
    const impossible = !(study.columns.get(view[key]).low > 0);
    view[log] = view[log] && !impossible;
    byId(`log-${key}`).disabled = impossible;
    byId(`log-${key}`).checked = view[log];
  }
}

function toggle(text, on, change, id) {
  const box = h('input', {type: 'checkbox', checked: on, id, onchange: () => change(box.checked)});
  return h('label', {class: 'switch'}, box, text);
}

function facts() {
  const {progress} = study;
  const fact = (value, word) => h('li', {}, h('b', {}, value), ` ${word}`);
  return h('ul', {class: 'facts'},
    fact(numberText(Number(study.space)), 'designs in the space'),
    fact(numberText(progress.evaluated), progress.finished ? 'evaluated' : 'evaluated so far'),
    progress.closed ? fact(numberText(progress.closed), 'closed by bounds') : '',
    fact(numberText(progress.feasible), 'feasible'), fact(numberText(study.front), 'on the front'),
    study.fidelities.length === 1 ? fact(study.fidelities[0], 'fidelity') : '');
}

const numbers = [...study.figures, ...study.axes.filter(axis => axis.numeric && axis.distinct > 1)]
  .filter(column => column.high > column.low);
const colours = [...varying, ...study.figures.filter(figure => figure.high > figure.low)];

const search = h('input', {type: 'search', id: 'search', placeholder: 'id, or its first digits', autocomplete: 'off', spellcheck: 'false',
  'aria-label': 'Search a design by its id', onkeydown: event => {
    if (event.key === 'Enter') {
      event.preventDefault();
      find(search.value.trim().toLowerCase());
    }
  }});
const searchNote = h('span', {class: 'note', role: 'status'});

function find(prefix) {
  const found = prefix === '' ? [] : study.rows.filter(row => row.design.startsWith(prefix));
  searchNote.textContent = prefix === '' ? '' : found.length === 0 ? `no row starts with ${prefix}; \`paretree show\` finds every design`
    : found.length > 1 ? `${found.length} rows start with ${prefix}` : '';
  if (found.length === 1) {
    state.open(found[0]);
  }
}

const example = [study.objectives.at(-1), ...study.axes.filter(axis => axis.numeric && axis.distinct > 1)].filter(Boolean)
  .slice(0, 2).map(column => `${column.name} <= ${Number(column.middle.toPrecision(3))}`).join(' && ');
const filter = h('input', {type: 'text', id: 'filter', placeholder: example, autocomplete: 'off', spellcheck: 'false',
  'aria-label': 'Condition over figures and axes', 'aria-describedby': 'filter-note', oninput: () => write()});
const filterNote = h('span', {class: 'note', id: 'filter-note', role: 'status'});

function write() {
  try {
    state.write(filter.value);
    filterNote.textContent = '';
    filter.removeAttribute('aria-invalid');
  } catch (error) {
    filterNote.textContent = error.message;
    filter.setAttribute('aria-invalid', 'true');
  }
}

const chips = h('div', {class: 'chips'});
const count = h('span', {id: 'count', role: 'status'});

function drawChips() {
  const chip = (text, remove) => h('button', {class: 'condition', onclick: remove, title: 'remove this condition'}, text, h('span', {'aria-hidden': 'true'}, ' \u00d7'));
  const list = [];
  for (const [name, {intervals}] of state.ranges) {
    list.push(chip(`${wordOf(name)}: ${intervals.map(([low, high]) => `${valueText(name, low)} \u2026 ${valueText(name, high)}`).join(' or ')}`, () => {
      state.range(name, null, null);
      parallel.draw();
      state.changed();
    }));
  }
  for (const [name, chosen] of state.choices) {
    list.push(chip(`${name}: ${[...chosen].map(value => value ?? 'not used').join(', ')}`, () => {
      state.choices.delete(name);
      parallel.draw();
      state.changed();
    }));
  }
  if (state.narrowed) {
    list.push(h('button', {class: 'condition clear', onclick: () => {
      filter.value = '';
      filterNote.textContent = '';
      state.clear();
    }}, 'Clear all'));
  }
  chips.replaceChildren(...list);
  const front = state.passing.filter(row => row.front).length;
  count.textContent = `${numberText(state.count)} of ${numberText(study.count)} designs pass, ${numberText(front)} of the front` +
    (state.pinned.size ? `; ${state.pinned.size} pinned` : '');
}

const legend = h('div', {class: 'legend'});

function drawLegend() {
  const column = study.columns.get(view.colour);
  const paint = colouring(column);
  const chosen = state.choices.get(column.name);
  const entries = paint.legend ? paint.legend.map(({value, colour}) => h('button', {
    class: 'entry', 'aria-pressed': chosen?.has(value) ? 'true' : 'false', title: 'only designs of this value', onclick: () => {
      state.choose(column.name, value);
      parallel.draw();
    }}, h('i', {class: 'chip', vars: {'background-color': colour}}), typeof value === 'number' ? valueText(column.name, value) : value ?? 'not used'))
    : [h('span', {}, valueText(column.name, column.low)),
      h('i', {class: 'ramp', vars: {'background-image': `linear-gradient(90deg, ${paint.stops.join(', ')})`}}),
      h('span', {}, valueText(column.name, column.high))];
  legend.replaceChildren(h('b', {}, titleOf(column)), ...entries,
    h('span', {class: 'key'}, h('i', {class: 'dot full'}), 'front of the two axes'),
    h('span', {class: 'key'}, h('i', {class: 'dot hollow'}), 'front of all objectives'),
    h('span', {class: 'key'}, h('i', {class: 'dot cloud'}), `${numberText(study.count)} designs`));
}

const tooltip = h('div', {class: 'tooltip', 'aria-hidden': 'true'});

function drawTooltip() {
  const row = state.hovered;
  tooltip.classList.toggle('shown', row !== null && pointer !== null);
  if (row === null || pointer === null) {
    return;
  }
  const axis = name => study.value(row, name);
  tooltip.replaceChildren(h('b', {}, row.design, row.front ? h('span', {class: 'badge'}, 'front') : ''),
    h('dl', {class: 'pairs'}, study.figures.map(figure => [h('dt', {class: figure.objective ? 'objective' : null}, wordOf(figure.name)),
      h('dd', {}, valueText(figure.name, axis(figure.name)))]),
    study.axes.filter(column => axis(column.name) !== null).map(column => [h('dt', {}, column.name), h('dd', {}, valueText(column.name, axis(column.name)))])));
  const {innerWidth, innerHeight} = window;
  const {offsetWidth, offsetHeight} = tooltip;
  const left = pointer.x + 18 + offsetWidth > innerWidth ? pointer.x - 18 - offsetWidth : pointer.x + 18;
  tooltip.style.left = `${Math.max(4, left)}px`;
  tooltip.style.top = `${Math.max(4, Math.min(pointer.y - 40, innerHeight - offsetHeight - 8))}px`;
}

let pointer = null;

function panel(id, title, note, extra, ...children) {
  return h('section', {class: 'panel', id, 'aria-labelledby': `${id}-title`}, h('header', {}, h('h2', {id: `${id}-title`}, title), h('p', {class: 'muted'}, note), extra), children);
}

const scatterBox = h('div', {class: 'plot', id: 'scatter', tabindex: 0, role: 'application',
  'aria-label': 'Scatter of two figures; left and right go along the front, Enter opens a design'});
const parallelBox = h('div', {class: 'plot parallel'});
const tableBox = h('div', {id: 'designs'});
const infeasibleBox = h('div', {class: 'plot bars'});
const historyBox = h('div', {class: 'plot bars'});
const contributionBox = h('div', {class: 'plot bars'});
const dialog = h('dialog', {id: 'card', 'aria-labelledby': 'card-title'});
const exports = h('span', {class: 'downloads'},
  h('button', {title: 'the pinned designs, else the rows that pass', onclick: () => save(`${study.name}.csv`, 'text/csv', asCsv(study, state.selection))}, 'csv'),
  h('button', {title: 'the pinned designs, else the rows that pass', onclick: () => save(`${study.name}.json`, 'application/json', asJson(study, state.selection))}, 'json'));
const axisBoxes = h('details', {class: 'menu'}, h('summary', {}, 'Axes'));

byId('app').append(
  h('header', {class: 'top'}, h('div', {}, h('h1', {}, study.name), facts()),
    h('div', {class: 'tools'}, h('label', {class: 'chooser'}, h('span', {}, 'find'), search), searchNote,
      h('button', {id: 'theme', onclick: () => {
        applyTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
        redraw();
      }}, 'Dark / light'))),
  h('div', {class: 'conditions'}, h('label', {class: 'chooser wide'}, h('span', {}, 'only where'), filter), count, filterNote, chips),
  h('main', {},
    panel('front', 'The front', '', downloadButtons(`${study.name}-front`, {chart: () => scatter.chart, option: () => scatter.option()}),
      h('div', {class: 'controls'}, chooser('x', 'x', numbers), logSwitch('x'), chooser('y', 'y', numbers), logSwitch('y'),
        chooser('colour', 'colour', colours), chooser('size', 'size', numbers, 'all the same'),
        toggle('front only', false, on => { state.frontOnly = on; redraw(); }),
        toggle('drag a box', false, on => scatter.selecting(on), 'selecting'),
        h('button', {onclick: () => scatter.unzoom()}, 'Reset zoom')), legend, scatterBox),
    panel('parallel', 'Objectives and axes', 'drag along an axis to keep a range; drag elsewhere on it to clear', h('span', {class: 'right'}, axisBoxes,
      downloadButtons(`${study.name}-parallel`, {chart: () => parallel.chart, option: () => parallel.option()})),
    h('div', {class: 'scroll'}, parallelBox)),
    panel('table', 'Designs', study.kept > study.rows.length ? `${numberText(study.rows.length)} of ${numberText(study.kept)} kept: the front, the fronts of every two figures, and a sample` : '',
      exports, tableBox),
    h('div', {class: 'columns'},
      panel('axes', 'What each axis contributes', study.kept === study.front ? 'shares of the front: nothing else was kept to compare it with' : 'axes first in which the front differs most from all designs kept',
        downloadButtons(`${study.name}-axes`, {chart: () => contributed.chart, option: () => contributed.option()}), contributionBox),
      h('div', {}, certificateOf(study) ? panel('certificate', 'Certificate', '', '', certificatePanel(study)) : '',
      study.infeasible.length ? panel('infeasible', 'Infeasible designs by reason', '',
        downloadButtons(`${study.name}-infeasible`, {chart: () => infeasible.chart, option: () => infeasible.option()}), infeasibleBox) : '',
      study.history?.length ? panel('history', 'Growth of the front', 'share of the box between the best values and a point a tenth beyond the worst ones of the front',
        downloadButtons(`${study.name}-history`, {chart: () => grown.chart, option: () => grown.option()}), historyBox) : '',
      panel('sweep', 'The sweep', '', '', h('pre', {class: 'sweep'}, study.sweep))))),
  h('footer', {}, `Made by paretree ${study.program_version}. `, h('button', {class: 'link', onclick: () => byId('licences').showModal()}, 'Licences')),
  dialog, tooltip);

const scatter = new Scatter(scatterBox, state, view);
const parallel = new Parallel(parallelBox, state, view);
const table = new Table(tableBox, state);
const contributed = new Contributions(contributionBox, study);
const infeasible = study.infeasible.length ? new Infeasible(infeasibleBox, study) : null;
const grown = study.history?.length ? new History(historyBox, study) : null;
const charts = [scatter, parallel, contributed, infeasible, grown].filter(Boolean);

axisBoxes.append(h('div', {class: 'list'}, parallel.candidates().map(column => toggle(column.name, parallel.chosen.includes(column.name), on => {
  parallel.chosen = on ? [...parallel.chosen, column.name] : parallel.chosen.filter(name => name !== column.name);
  parallel.draw();
}))));

function redraw() {
  charts.forEach(chart => chart.draw());
  drawLegend();
  table.draw();
}

state.on('filter', () => { drawChips(); drawLegend(); });
state.on('pin', drawChips);
state.on('hover', drawTooltip);
state.on('open', () => {
  const row = state.opened;
  if (row === null) {
    return;
  }
  dialog.replaceChildren(h('div', {class: 'corner'}, h('button', {class: 'close', 'aria-label': 'Close', onclick: () => dialog.close()}, '\u00d7')), cardOf(study, row, state));
  if (!dialog.open) {
    dialog.showModal();
  }
  dialog.scrollTop = 0;
});
dialog.addEventListener('close', () => state.open(null));
dialog.addEventListener('click', event => {
  if (event.target === dialog) {
    dialog.close();
  }
});
document.addEventListener('pointermove', event => {
  pointer = event.pointerType === 'touch' ? null : {x: event.clientX, y: event.clientY};
  if (state.hovered) {
    drawTooltip();
  }
});
document.addEventListener('keydown', event => {
  if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '')) {
    search.focus();
    event.preventDefault();
  }
});
scatterBox.addEventListener('keydown', event => {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (step) {
    const along = state.passing.filter(row => row.front).sort((a, b) => study.columns.get(view.x).number(a.at) - study.columns.get(view.x).number(b.at));
    const at = along.indexOf(state.hovered);
    state.hover(along[at < 0 ? (step > 0 ? 0 : along.length - 1) : Math.min(along.length - 1, Math.max(0, at + step))] ?? null);
    event.preventDefault();
  } else if (event.key === 'Enter' && state.hovered) {
    // Else the same key would press the card's first button.
    event.preventDefault();
    state.open(state.hovered);
  }
});
system.addEventListener('change', event => {
  applyTheme(event.matches ? 'dark' : 'light');
  redraw();
});
let width = null;  // a longer table moves no chart
new ResizeObserver(([{contentRect}]) => {
  if (width !== null && width !== contentRect.width) {
    charts.forEach(chart => {
      chart.chart.resize();
      chart.draw();
    });
  }
  width = contentRect.width;
}).observe(byId('app'));

// What a script may ask of the page: where things are, and what an export would hold.
window.paretree = {
  spot: id => {
    const row = study.byDesign.get(id);
    return row ? scatter.spot(row) : null;
  },
  axis: place => parallel.spot(place),
  points: () => scatter.points(),
  lines: () => parallel.count(),
  tableRows: () => state.tableRows.length,
  json: () => asJson(study, state.selection),
  csv: () => asCsv(study, state.selection),
  svg: name => chartSvg(...{front: [scatter.chart, () => scatter.option()], parallel: [parallel.chart, () => parallel.option()],
    axes: [contributed.chart, () => contributed.option()], history: [grown?.chart, () => grown.option()]}[name]),
};

limitLog();
drawChips();
redraw();
document.documentElement.dataset.ready = 'yes';
