// One design, whole: its tree, its figures, where cycles, energy and area go, and what that rests on.
import {statementFor} from './certificate.js';
import {colouring} from './colours.js';
import {h} from './dom.js';
import {downloadButtons} from './download.js';
import {treePicture} from './tree.js';
import {intervalText, numberText, valueText, wordOf} from './units.js';

const shareText = share => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}\u00a0%`;

function axisText(value) {
  if (value !== null && typeof value === 'object') {
    return Array.isArray(value.in) ? `${value.in.join('\u00d7')} \u2192 ${value.out.join('\u00d7')}` : JSON.stringify(value);
  }
  return String(value);
}

/// Names and values of a half as a list.
function half(title, json, left) {
  return h('section', {}, h('h3', {}, title), h('dl', {class: 'pairs'},
    Object.entries(json).filter(([name]) => !left.includes(name)).map(([name, value]) =>
      [h('dt', {}, name), h('dd', {}, axisText(value))])));
}

/// Parts of a whole as one bar and a list, largest first.
function breakdown(title, name, parts, known) {
  const list = Object.entries(parts).filter(([, value]) => value > 0).sort((a, b) => b[1] - a[1]);
  const sum = list.reduce((total, [, value]) => total + value, 0);
  const paint = colouring({numeric: false, values: known});
  return h('section', {}, h('h3', {}, title, h('span', {class: 'sum'}, valueText(name, sum))),
    h('div', {class: 'stack', role: 'img', 'aria-label': list.map(([part, value]) => `${part} ${shareText(value / sum)}`).join(', ')},
      list.map(([part, value]) => h('i', {title: `${part}: ${shareText(value / sum)}`,
        vars: {'flex-grow': value / sum, 'background-color': paint.of(part)}}))),
    h('ul', {class: 'parts'}, list.map(([part, value]) => h('li', {},
      h('i', {class: 'chip', vars: {'background-color': paint.of(part)}}), h('span', {}, part.replaceAll('_', ' ')),
      h('span', {class: 'number'}, valueText(name, Number.isInteger(value) ? value : Number(value.toPrecision(3)))), h('span', {class: 'number share'}, shareText(value / sum))))));
}

function stages(table) {
  const at = Object.fromEntries(table.keys.map((key, place) => [key, place]));
  const total = key => table.rows.reduce((sum, row) => sum + (row[at[key]] ?? 0), 0);
  const cycles = total('cycles'), energy = total('energy_pj');
  const bar = (value, sum) => h('td', {class: 'share'}, h('i', {vars: {width: `${sum > 0 ? 100 * value / sum : 0}%`}}),
    h('span', {}, sum > 0 ? shareText(value / sum) : '\u2013'));
  return h('section', {}, h('h3', {}, 'Stages'), h('div', {class: 'scroll'}, h('table', {},
    h('thead', {}, h('tr', {}, ['stage', 'rows \u00d7 inner \u00d7 cols', 'MACs a step', 'cycles a step', 'of all cycles', 'of these stalls', 'energy a sequence', 'of all energy', 'mapping']
      .map((text, place) => h('th', {scope: 'col', class: [2, 3, 5, 6].includes(place) ? 'number' : null}, text)))),
    h('tbody', {}, table.rows.map(row => {
      const value = key => row[at[key]];
      return h('tr', {}, h('td', {}, value('kind')), h('td', {}, `${value('rows')} \u00d7 ${value('inner')} \u00d7 ${value('cols')}`),
        h('td', {class: 'number'}, numberText(value('macs'))), h('td', {class: 'number'}, numberText(value('cycles'))), bar(value('cycles'), cycles),
        h('td', {class: 'number'}, numberText(value('stall_cycles'))), h('td', {class: 'number'}, valueText('energy_pj', value('energy_pj') ?? NaN)),
        bar(value('energy_pj') ?? 0, energy), h('td', {class: 'wrap'}, (value('mapping') || '\u2013').replaceAll('/', '/\u200b')));
    })))));
}

function constants(study, numbers) {
  return h('details', {}, h('summary', {}, `${numbers.length} constants and their sources`), h('div', {class: 'scroll'}, h('table', {class: 'constants'},
    h('thead', {}, h('tr', {}, ['constant', 'value', 'spread', 'basis', 'status', 'source'].map(text => h('th', {scope: 'col'}, text)))),
    h('tbody', {}, numbers.map(number => {
      const row = study.constants[number];
      return h('tr', {}, h('td', {}, row.name), h('td', {class: 'nowrap'}, `${numberText(row.value)} ${row.unit === '1' ? '' : row.unit}`),
        h('td', {class: 'nowrap'}, `${numberText(row.low)} \u2026 ${numberText(row.high)}`), h('td', {}, row.basis), h('td', {}, row.status), h('td', {}, row.source));
    })))));
}

export function cardOf(study, row, state) {
  const model = study.models[row.model];
  const hardware = study.hardware[row.hardware];
  const tree = treePicture(model);
  const details = row.card ?? {};
  const figures = study.figures.map(figure => {
    const value = figure.at(row.at);
    const interval = row.intervals?.[figure.name];
    return [h('dt', {class: figure.objective ? 'objective' : null}, wordOf(figure.name)),
      h('dd', {}, valueText(figure.name, value),
        interval ? h('small', {}, ` 95 %: ${intervalText(figure.name, value, interval)}`) : '')];
  });
  const treeBox = tree ? h('div', {class: 'scroll'}, tree) : null;
  const {counts} = details;
  const certified = statementFor(study, row);
  // A component has one colour in every picture.
  const components = [...new Set([...Object.keys(details.breakdown?.energy_pj ?? {}), ...Object.keys(details.breakdown?.area_mm2 ?? {})])];
  return h('article', {class: 'card'},
    h('header', {}, h('h2', {id: 'card-title'}, row.design, row.front ? h('span', {class: 'badge'}, 'front') : ''),
      h('p', {class: 'muted'}, `${model.format} on ${hardware.template}, `, study.fidelities[row.fidelity],
        row.probability !== null && row.probability !== undefined ? `; on the front with probability ${numberText(row.probability)}` : '',
        row.front ? '' : '; dominated by another design')),
    certified ? h('p', {class: `verdict ${certified.kind}`}, h('b', {}, 'Certificate: '), certified.text, '.') : null,
    h('div', {class: 'actions'},
      h('button', {onclick: event => { state.pin(row); event.target.textContent = state.pinned.has(row.number) ? 'Unpin' : 'Pin'; }},
        state.pinned.has(row.number) ? 'Unpin' : 'Pin'),
      h('code', {class: 'command'}, `paretree show DB ${row.design.slice(0, 8)}`)),
    h('section', {}, h('h3', {}, 'Figures'), h('dl', {class: 'pairs figures'}, figures)),
    tree ? h('section', {}, h('h3', {}, model.format === 'tt' ? 'Tensor train, in order of execution' : 'Dimension tree',
      downloadButtons(`tree-${row.design.slice(0, 8)}`, {svg: () => tree})), treeBox,
    counts ? h('p', {class: 'muted'}, `${numberText(counts.parameters)} parameters of ${numberText(counts.dense_parameters)} dense: `,
      `${(counts.dense_parameters / counts.parameters).toFixed(1)}\u00d7 fewer. ${numberText(counts.macs_per_step)} MACs per step`,
      counts.padding ? `, ${numberText(counts.padding)} padded inputs.` : '.') : '') : null,
    details.stages ? stages(details.stages) : null,
    details.breakdown ? h('div', {class: 'columns'},
      breakdown('Energy of a sequence', 'energy_pj', details.breakdown.energy_pj ?? {}, components),
      breakdown('Area', 'area_mm2', details.breakdown.area_mm2 ?? {}, components),
      breakdown('Cycles of a sequence', 'cycles', details.breakdown.cycles ?? {}, Object.keys(details.breakdown.cycles ?? {}))) : null,
    h('div', {class: 'columns'}, half('Model', model, ['ranks']), half('Hardware', hardware, [])),
    details.constants ? constants(study, details.constants) : null);
}

