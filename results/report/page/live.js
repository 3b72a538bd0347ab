// The live page: asks the server of this machine how far each study is, and draws it.
import {byId, h} from './dom.js';
import {dotPicture, linePicture} from './live_pictures.js';
import {numberText, useErrorUnit, valueText, wordOf} from './units.js';

const secondsBetween = 2;
const unchangedIsNews = 15;  // seconds

function durationText(seconds) {
  const whole = Math.round(seconds);
  if (whole >= 3600) {
    return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, '0')} min`;
  }
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s` : `${whole} s`;
}

const fact = (value, word) => h('li', {}, h('b', {}, value), ` ${word}`);

function bar(done, all, label) {
  const share = all > 0 ? Math.min(1, done / all) : 0;
  return h('div', {class: 'progress', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.floor(100 * share)},
    h('i', {vars: {width: `${100 * share}%`}}),
    h('span', {}, all > 0 ? `${label}: ${numberText(done)} of ${numberText(all)} (${(Math.floor(1000 * share) / 10).toFixed(1)} %)` : `${label}: ${numberText(done)}`));
}

function newest(study) {
  return h('div', {class: 'scroll'}, h('table', {},
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'member'), study.objectives.map(({name}) => h('th', {scope: 'col', class: 'number'}, wordOf(name))),
      h('th', {scope: 'col'}, 'what'), h('th', {scope: 'col', class: 'number'}, 'since design'))),
    h('tbody', {}, study.newest.map(row => h('tr', {}, h('td', {class: 'id'}, row.design.slice(0, 8)),
      study.objectives.map(({name}) => h('td', {class: 'number'}, valueText(name, row.objectives[name]))),
      h('td', {}, `${row.format} on ${row.template}`),
      h('td', {class: 'number'}, row.since === null ? 'just now' : numberText(row.since)))))));
}

function stateText(study) {
  if (study.progress.finished) {
    return 'finished';
  }
  return study.seconds_unchanged > unchangedIsNews ? `no change for ${durationText(study.seconds_unchanged)}`
    : study.rate_per_s === null ? 'just opened' : 'running';
}

function panelOf(study, number) {
  if (study.missing !== undefined) {
    return h('section', {class: 'panel', id: `study-${number}`}, h('header', {}, h('h2', {}, study.file), h('p', {class: 'muted'}, study.missing), ''));
  }
  const {progress} = study;
  useErrorUnit(study.error_unit);
  const [first, second] = [study.objectives[0], study.objectives[1] ?? study.objectives[0]];
  return h('section', {class: 'panel live', id: `study-${number}`},
    h('header', {}, h('h2', {}, study.name), h('p', {class: 'muted'}, `${study.file}, ${stateText(study)}`),
      h('a', {href: `/report/${number}`, target: '_blank', rel: 'noopener'}, 'full report')),
    bar(progress.done, progress.designs ?? 0, 'designs'),
    study.trainings ? bar(study.trainings.done, study.trainings.all, 'trainings') : '',
    h('ul', {class: 'facts'},
      study.rate_per_s !== null && !progress.finished ? fact(`${numberText(Math.round(study.rate_per_s))}/s`, 'designs') : '',
      study.seconds_left !== null && !progress.finished ? fact(durationText(study.seconds_left), 'left') : '',
      fact(durationText(study.wall_s), 'spent'), fact(numberText(progress.evaluated), 'evaluated'),
      progress.closed ? fact(numberText(progress.closed), 'closed by bounds') : '',
      fact(numberText(progress.feasible), 'feasible'), fact(numberText(study.front_size), 'on the front')),
    h('div', {class: 'pair'},
      h('figure', {}, h('figcaption', {}, 'Hypervolume'),
        linePicture(study.history.map(point => [point.designs, 100 * point.hypervolume]), 'designs', 'hypervolume (%)')),
      h('figure', {}, h('figcaption', {}, `The front, ${numberText(study.front_size)} designs`), dotPicture(study.front, second.name, first.name))),
    h('h3', {}, 'Newest front members'), study.newest.length ? newest(study) : h('p', {class: 'empty'}, 'none yet'),
    study.infeasible.length ? h('p', {class: 'note'}, 'Infeasible: ', study.infeasible.map(({reason, designs}) => `${reason} ${numberText(designs)}`).join(', ')) : '');
}

const system = matchMedia('(prefers-color-scheme: dark)');
document.documentElement.dataset.theme = system.matches ? 'dark' : 'light';
const note = h('span', {class: 'note', role: 'status', id: 'note'});
const studies = h('main', {class: 'studies'});
byId('app').append(h('header', {class: 'top'}, h('h1', {}, 'Paretree live'), h('div', {class: 'tools'}, note)), studies);

async function look() {
  try {
    const response = await fetch('/state.json', {cache: 'no-store'});
    if (!response.ok) {
      throw new Error(await response.text());
    }
    const state = await response.json();
    studies.replaceChildren(...state.studies.map(panelOf));
    document.title = state.studies.map(study => study.missing !== undefined ? study.file
      : `${study.progress.finished ? '\u2713 ' : ''}${study.name}`).join(', ') + ' - Paretree live';
    note.textContent = `as of ${new Date().toLocaleTimeString()}`;
    document.documentElement.dataset.ready = 'yes';
  } catch (error) {
    note.textContent = `no answer from paretree serve: ${error.message}`;
    document.documentElement.dataset.ready = 'lost';
  }
  setTimeout(look, 1000 * secondsBetween);
}
look();
