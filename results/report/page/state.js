// What the reader has chosen, and who wants to know. Conditions are what decides which designs pass:
// the written one, a box in the scatter, ranges in the parallel coordinates, values in a legend.
import {compile} from './expression.js';

export class State {
  constructor(study) {
    this.study = study;
    this.text = '';
    this.conditions = [];
    this.ranges = new Map();  // name: {origin, low, high}
    this.choices = new Map();  // name: Set of values
    this.pinned = new Set();  // numbers of rows
    this.hovered = null;
    this.opened = null;
    this.frontOnly = false;
    this.listeners = {};
    this.update();
  }

  on(event, listener) {
    (this.listeners[event] ??= []).push(listener);
  }

  tell(event) {
    for (const listener of this.listeners[event] ?? []) {
      listener(this);
    }
  }

  /// Throws: Error where the text is no condition.
  write(text) {
    this.conditions = text.trim() === '' ? [] : compile(text, this.study);
    this.text = text.trim();
    this.changed();
  }

  range(name, origin, intervals) {
    if (intervals === null) {
      this.ranges.delete(name);
    } else {
      this.ranges.set(name, {origin, intervals});
    }
  }

  choose(name, value) {
    const chosen = this.choices.get(name) ?? new Set();
    if (!chosen.delete(value)) {
      chosen.add(value);
    }
    if (chosen.size === 0) {
      this.choices.delete(name);
    } else {
      this.choices.set(name, chosen);
    }
    this.changed();
  }

  clear() {
    this.text = '';
    this.conditions = [];
    this.ranges.clear();
    this.choices.clear();
    this.tell('cleared');
    this.changed();
  }

  get narrowed() {
    return this.conditions.length > 0 || this.ranges.size > 0 || this.choices.size > 0;
  }

  changed() {
    this.update();
    this.tell('filter');
  }

  /// passes[design]: 1 where every condition holds; rows: those shown; passing: those that pass.
  update() {
    const {study} = this;
    const passes = new Uint8Array(study.count).fill(1);
    for (const [name, {intervals}] of this.ranges) {
      const column = study.columns.get(name);
      const inside = value => typeof value === 'number' &&
        intervals.some(([low, high]) => value >= low && value <= high);
      this.narrow(passes, column, inside);
    }
    for (const [name, chosen] of this.choices) {
      this.narrow(passes, study.columns.get(name), value => chosen.has(value));
    }
    this.conditions.forEach(condition => condition.narrow(passes));
    this.passes = passes;
    let count = 0;
    for (let design = 0; design < study.count; ++design) {
      count += passes[design];
    }
    this.count = count;
    this.passing = study.rows.filter(row => passes[row.at] === 1);
  }

  narrow(passes, column, inside) {
    const {codes, values} = column;
    const holds = new Uint8Array(values.length);
    for (let place = 0; place < values.length; ++place) {
      holds[place] = inside(values[place]) ? 1 : 0;
    }
    for (let design = 0; design < passes.length; ++design) {
      passes[design] &= holds[codes[design]];
    }
  }

  hover(row) {
    if (this.hovered !== row) {
      this.hovered = row;
      this.tell('hover');
    }
  }

  open(row) {
    this.opened = row;
    this.tell('open');
  }

  pin(row) {
    if (!this.pinned.delete(row.number)) {
      this.pinned.add(row.number);
    }
    this.tell('pin');
  }

  /// What an export is about: the pinned rows, else those that pass.
  get selection() {
    return this.pinned.size > 0 ? this.study.rows.filter(row => this.pinned.has(row.number))
                                : this.passing;
  }
}
