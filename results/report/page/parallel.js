// Parallel coordinates over objectives and axes: every row a line, ranges on axes are conditions.
import * as echarts from 'echarts/core';
import {colouring, font, variable, wantsLog} from './colours.js';
import {numberText, titleOf, unitOf} from './units.js';

/// A name on few short lines, its unit on the last.
function linesOf(title) {
  const lines = [];
  for (const word of title.replaceAll('_', ' ').split(' ')) {
    const last = lines.length - 1;
    if (last >= 0 && !word.startsWith('(') && lines[last].length + word.length < 10) {
      lines[last] += ` ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.join('\n');
}

const settled = 120;  // milliseconds without a change
const mostValues = 24;  // of an axis of words, so that its labels can be read

export class Parallel {
  constructor(element, state, view) {
    this.state = state;
    this.view = view;
    this.element = element;
    this.chosen = this.candidates().filter(column => column.objective ||
      (!column.isFigure && !['tree', 'modes', 'ranks'].includes(column.name))).slice(0, 14)
      .map(column => column.name);
    this.width();
    this.chart = echarts.init(element);
    this.chart.on('axisareaselected', () => this.brushed());
    // New lines would end a brush that is being drawn.
    this.chart.getZr().on('mousedown', () => { this.dragging = true; });
    window.addEventListener('pointerup', () => { this.dragging = false; });
    this.chart.on('click', event => {
      if (event.seriesId === 'passing' || event.seriesId === 'fronts') {
        state.open(state.study.rows[event.data.row]);
      }
    });
    this.chart.on('mouseover', event => {
      if (event.data?.row !== undefined) {
        state.hover(state.study.rows[event.data.row]);
      }
    });
    this.chart.on('mouseout', () => state.hover(null));
    state.on('filter', () => this.redraw());
    state.on('hover', () => this.mark());
    state.on('open', () => this.mark());
    state.on('pin', () => this.mark());
    state.on('cleared', () => this.draw());
  }

  /// What can be an axis here: everything that differs between designs.
  candidates() {
    const {figures, axes} = this.state.study;
    return [...figures, ...axes].filter(column => column.numeric
      ? column.high > column.low : column.values.length > 1 && column.values.length <= mostValues);
  }

  width() {
    this.element.style.minWidth = `${76 * this.chosen.length + 120}px`;
  }

  columns() {
    return this.chosen.map(name => this.state.study.columns.get(name));
  }

  isCategory(column) {
    return !column.numeric || (!column.isFigure && column.distinct <= mostValues);
  }

  place(column, row) {
    const value = column.at(row.at);
    if (this.isCategory(column)) {
      return column.values.indexOf(value);
    }
    return typeof value === 'number' ? value * unitOf(column.name, column.middle).factor : '-';
  }

  brushed() {
    const model = this.chart.getModel();
    this.columns().forEach((column, place) => {
      const intervals = model.getComponent('parallelAxis', place).activeIntervals;
      const unit = unitOf(column.name, column.middle);
      const own = this.state.ranges.get(column.name);
      if (intervals.length === 0) {
        if (own?.origin === 'parallel') {
          this.state.range(column.name, 'parallel', null);
        }
        if (this.isCategory(column) && this.state.choices.get(column.name)?.brushed) {
          this.state.choices.delete(column.name);
        }
        return;
      }
      if (this.isCategory(column)) {
        const chosen = new Set(column.values.filter((value, number) =>
          intervals.some(([low, high]) => number >= low && number <= high)));
        chosen.brushed = true;
        this.state.choices.set(column.name, chosen);
      } else {
        this.state.range(column.name, 'parallel', intervals.map(interval =>
          interval.map(value => value / unit.factor).sort((a, b) => a - b)));
      }
    });
    this.state.changed();
  }

  lines(rows, paint, opacity, width) {
    const columns = this.columns();
    return rows.map(row => ({value: columns.map(column => this.place(column, row)), row: row.number,
      lineStyle: {color: paint ? paint.of(this.state.study.value(row, this.view.colour)) : variable('--faint'),
        opacity, width}}));
  }

  series() {
    const {state} = this;
    const {study} = state;
    const paint = colouring(study.columns.get(this.view.colour));
    const passes = row => state.passes[row.at] === 1 && (!state.frontOnly || row.front);
    const passing = study.rows.filter(passes);
    const narrowed = passing.length < 400;
    const common = {type: 'parallel', inactiveOpacity: 0.02, activeOpacity: 1, progressive: 0,
      animation: false, smooth: 0.0};
    return [
      {...common, id: 'passing', z: 2, data: this.lines(passing.filter(row => !row.front), paint, narrowed ? 0.35 : 0.1, 1)},
      {...common, id: 'fronts', z: 3, data: this.lines(passing.filter(row => row.front), paint, 0.75, 1.4)},
    ];
  }

  /// Lines of designs pointed at, over the chart: pointing at a design does not draw it again.
  mark() {
    if (!this.marked) {
      this.marked = new echarts.graphic.Group();
      this.chart.getZr().add(this.marked);
    }
    this.marked.removeAll();
    const system = this.chart.getModel().getComponent('parallel')?.coordinateSystem;
    if (!system) {
      return;
    }
    const {hovered, opened, pinned, study} = this.state;
    const line = (row, colour, width) => {
      const points = this.columns().map((column, place) => {
        const value = this.place(column, row);
        return value === '-' ? null : system.dataToPoint(value, system.dimensions[place]);
      }).filter(Boolean);
      this.marked.add(new echarts.graphic.Polyline({silent: true, z: 50, shape: {points}, style: {stroke: colour, lineWidth: width, fill: 'none'}}));
    };
    pinned.forEach(number => line(study.rows[number], variable('--accent'), 2));
    for (const row of [opened, hovered]) {
      if (row) {
        line(row, variable('--ink'), 3);
      }
    }
  }

  option() {
    const ink = variable('--ink'), muted = variable('--muted');
    const columns = this.columns();
    return {
      animation: false, backgroundColor: 'transparent', textStyle: {fontFamily: font()},
      parallel: {left: 56, right: 64, top: 58, bottom: 26, axisExpandable: false,
        parallelAxisDefault: {nameLocation: 'end', nameGap: 16,
          nameTextStyle: {color: ink, fontSize: 12, fontWeight: 500}, axisLine: {lineStyle: {color: muted}},
          axisLabel: {color: ink, fontSize: 11, textBorderColor: variable('--panel'), textBorderWidth: 3, hideOverlap: true},
          areaSelectStyle: {width: 18, borderColor: variable('--accent'), color: variable('--accent'), opacity: 0.25}}},
      parallelAxis: columns.map((column, dim) => {
        const base = {dim, name: linesOf(titleOf(column)), nameTextStyle: {color: ink, fontSize: 12, lineHeight: 14}};
        if (this.isCategory(column)) {
          return {...base, type: 'category', data: column.values.map(value => value === null ? '\u2013' : String(value))};
        }
        const {factor} = unitOf(column.name, column.middle);
        const log = wantsLog(column);
        return {...base, type: log ? 'log' : 'value', min: column.low * factor * (log ? 0.98 : 1), max: column.high * factor * (log ? 1.02 : 1),
          scale: true, axisLabel: {formatter: value => numberText(Number(value.toPrecision(4)))}};
      }),
      series: this.series(),
    };
  }

  /// Where an axis is in the window.
  spot(place) {
    const {coordinateSystem} = this.chart.getModel().getComponent('parallel');
    const {left, top} = this.chart.getDom().getBoundingClientRect();
    const {position} = coordinateSystem.getAxisLayout(coordinateSystem.dimensions[place]);
    const {y, height} = coordinateSystem.getRect();
    return {x: left + position[0], low: top + y + height, high: top + y};
  }

  count() {
    return this.chart.getOption().series.filter(({id}) => id === 'passing' || id === 'fronts')
      .reduce((sum, series) => sum + series.data.length, 0);
  }

  draw() {
    this.width();
    this.chart.resize();
    clearTimeout(this.later);
    this.chart.setOption(this.option(), {notMerge: true});
    this.mark();
  }

  /// After what is nearer to the eye, and once the reader pauses: many lines take longer than many points.
  redraw() {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      if (this.dragging) {
        this.redraw();
        return;
      }
      this.chart.setOption({series: this.series()});
      this.mark();
    }, settled);
  }
}
