// The rows that pass as a table; sorted by any column, a window of it at a time.
import {h} from './dom.js';
import {numberText, titleOf, unitOf} from './units.js';

const step = 60;
const settled = 60;  // milliseconds without a change

export class Table {
  constructor(element, state) {
    this.state = state;
    this.element = element;
    const {study} = state;
    const varying = study.axes.filter(axis => axis.distinct > 1);
    this.columns = [...study.objectives, ...varying];
    this.sortBy = this.columns[0].name;
    this.descending = this.columns[0].maximise;
    this.shown = step;
    this.lines = new Map();
    state.on('filter', () => {
      this.shown = step;
      clearTimeout(this.later);
      this.later = setTimeout(() => this.draw(), settled);
    });
    state.on('pin', () => this.draw());
    state.on('hover', () => this.mark());
    state.on('open', () => this.mark());
  }

  sorted() {
    const {study, passing, frontOnly} = this.state;
    const column = study.columns.get(this.sortBy);
    const sign = this.descending ? -1 : 1;
    const key = row => column ? column.at(row.at) : row.design;
    return passing.filter(row => !frontOnly || row.front).sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === y) {
        return b.front - a.front || (a.design < b.design ? -1 : 1);
      }
      return x === null ? 1 : y === null ? -1 : sign * (x < y ? -1 : 1);
    });
  }

  heading(name, text, numeric) {
    const sorted = this.sortBy === name;
    return h('th', {scope: 'col', class: numeric ? 'number' : null,
      'aria-sort': sorted ? (this.descending ? 'descending' : 'ascending') : 'none'},
    h('button', {onclick: () => {
      this.descending = sorted ? !this.descending : false;
      this.sortBy = name;
      this.draw();
    }}, text, sorted ? (this.descending ? ' \u2193' : ' \u2191') : ''));
  }

  draw() {
    const {state} = this;
    const rows = this.sorted();
    this.lines.clear();
    const body = h('tbody', {});
    for (const row of rows.slice(0, this.shown)) {
      body.append(this.line(row));
    }
    const table = h('table', {class: 'designs'},
      h('thead', {}, h('tr', {},
        h('th', {scope: 'col'}, h('span', {class: 'unseen'}, 'pinned')), this.heading('', 'design', false),
        this.columns.map(column => this.heading(column.name, titleOf(column), column.numeric)))), body);
    const more = rows.length > this.shown
      ? h('button', {class: 'more', onclick: () => { this.shown += 4 * step; this.draw(); }},
        `Show more (${this.shown} of ${rows.length})`) : null;
    this.element.replaceChildren(h('div', {class: 'scroll'}, table), more ?? '');
    if (rows.length === 0) {
      this.element.replaceChildren(h('p', {class: 'empty'}, 'No design that can be opened passes the conditions.'));
    }
    this.mark();
    state.tableRows = rows;
  }

  line(row) {
    const {state} = this;
    const {study} = state;
    const cells = this.columns.map(column => {
      const value = column.at(row.at);
      const interval = row.intervals?.[column.name];
      const {factor} = unitOf(column.name, column.middle);
      const text = typeof value === 'number' ? numberText(value * factor) : value ?? '\u2013';
      return h('td', {class: column.numeric ? 'number' : null}, text,
        interval ? h('small', {}, ` \u00b1 ${numberText((interval[1] - interval[0]) / 2 * factor)}`) : '');
    });
    const open = () => state.open(row);
    const line = h('tr', {tabindex: 0, class: row.front ? 'front' : null,
      onclick: open, onmouseenter: () => state.hover(row), onmouseleave: () => state.hover(null),
      onfocus: () => state.hover(row), onblur: () => state.hover(null),
      onkeydown: event => {
        const next = {ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling'}[event.key];
        if (next) {
          line[next]?.focus();
          event.preventDefault();
        } else if (event.key === 'Enter') {
          event.preventDefault();
          open();
        }
      }},
    h('td', {onclick: event => event.stopPropagation()},
      h('input', {type: 'checkbox', 'aria-label': `pin ${row.design.slice(0, 8)}`, checked: state.pinned.has(row.number),
        onkeydown: event => event.stopPropagation(), onchange: () => state.pin(row)})),
    h('td', {class: 'id'}, row.design.slice(0, 8), row.front ? h('span', {class: 'badge', title: 'on the front of all objectives'}, 'front') : ''),
    cells);
    this.lines.set(row.number, line);
    return line;
  }

  mark() {
    for (const line of this.element.querySelectorAll('tr.hovered, tr.opened')) {
      line.classList.remove('hovered', 'opened');
    }
    const {hovered, opened} = this.state;
    if (hovered) {
      this.lines.get(hovered.number)?.classList.add('hovered');
    }
    if (opened) {
      this.lines.get(opened.number)?.classList.add('opened');
    }
  }
}

