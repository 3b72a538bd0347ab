// Pictures about the whole study: why designs were infeasible, what each axis contributes, how the
// front grew.
import * as echarts from 'echarts/core';
import {font, variable} from './colours.js';
import {numberText} from './units.js';

const mostValues = 12;  // of an axis that is shown value by value

function base() {
  return {animation: false, backgroundColor: 'transparent', textStyle: {fontFamily: font()}};
}

function valueAxis(name) {
  return {type: 'value', name, nameLocation: 'middle', nameGap: 28, nameTextStyle: {color: variable('--ink'), fontSize: 12},
    axisLabel: {color: variable('--muted'), hideOverlap: true, formatter: value => numberText(value)}, splitLine: {lineStyle: {color: variable('--line')}}};
}

function words(list, bold) {
  return {type: 'category', inverse: true, data: list, axisTick: {show: false}, axisLine: {lineStyle: {color: variable('--muted')}},
    axisLabel: {color: variable('--ink'), fontSize: 12, interval: 0, formatter: bold,
      rich: {axis: {fontWeight: 600, color: variable('--ink'), fontSize: 12}}}};
}

export class Infeasible {
  constructor(element, study) {
    this.study = study;
    element.style.height = `${70 + 40 * Math.max(1, study.infeasible.length)}px`;
    this.chart = echarts.init(element);
  }

  option() {
    const list = [...this.study.infeasible].sort((a, b) => b.designs - a.designs);
    const evaluated = this.study.progress.evaluated;
    return {...base(), grid: {left: 8, right: 84, top: 6, bottom: 44, containLabel: true},
      xAxis: valueAxis('designs'), yAxis: words(list.map(entry => entry.reason.replaceAll('_', ' '))),
      series: [{type: 'bar', barMaxWidth: 22, data: list.map(entry => entry.designs), itemStyle: {color: variable('--warm')},
        label: {show: true, position: 'right', color: variable('--ink'), fontSize: 12,
          formatter: ({value}) => `${numberText(value)}${evaluated ? ` (${(100 * value / evaluated).toFixed(1)} %)` : ''}`}}]};
  }

  draw() {
    this.chart.setOption(this.option(), {notMerge: true});
  }
}

/// The hypervolume at each checkpoint of the run.
export class History {
  constructor(element, study) {
    this.study = study;
    element.style.height = '260px';
    this.chart = echarts.init(element);
  }

  option() {
    const {history} = this.study;
    const wide = history.at(-1).designs > 100 * history[0].designs;
    // A whole percent at least, or noise in the last digit would look like growth.
    const low = Math.floor(100 * Math.min(...history.map(point => point.hypervolume)));
    const high = Math.max(low + 1, Math.ceil(100 * Math.max(...history.map(point => point.hypervolume))));
    return {...base(), grid: {left: 30, right: 24, top: 14, bottom: 40, containLabel: true},
      tooltip: {show: false},
      xAxis: {...valueAxis('designs evaluated or closed'), type: wide ? 'log' : 'value', min: wide ? 'dataMin' : undefined},
      yAxis: {...valueAxis('hypervolume (%)'), nameGap: 46, min: low, max: high, nameRotate: 90},
      series: [{type: 'line', step: 'end', symbolSize: 6, lineStyle: {width: 2, color: variable('--accent')}, itemStyle: {color: variable('--accent')},
        data: history.map(point => [point.designs, 100 * point.hypervolume])}]};
  }

  draw() {
    this.chart.setOption(this.option(), {notMerge: true});
  }
}

/// Shares of each value of an axis among front members and among all designs that were kept.
export function contributions(study) {
  const front = study.rows.filter(row => row.front);
  const axes = [];
  for (const axis of study.axes) {
    if (axis.values.length < 2 || axis.values.length > mostValues) {
      continue;
    }
    const ofFront = new Array(axis.values.length).fill(0), ofAll = new Array(axis.values.length).fill(0);
    for (const row of front) {
      ofFront[axis.codes[row.at]] += 1 / front.length;
    }
    for (let design = 0; design < study.count; ++design) {
      ofAll[axis.codes[design]] += 1 / study.count;
    }
    const moved = ofFront.reduce((sum, share, place) => sum + Math.abs(share - ofAll[place]), 0) / 2;
    axes.push({name: axis.name, moved, values: axis.values.map((value, place) =>
      ({value: value === null ? 'not used' : String(value), front: ofFront[place], all: ofAll[place]}))});
  }
  return axes.sort((a, b) => b.moved - a.moved);
}

export class Contributions {
  constructor(element, study) {
    this.alone = study.kept === study.front;  // nothing else was kept to compare it with
    this.axes = contributions(study);
    this.lines = this.axes.flatMap(axis => [{heading: axis}, ...axis.values]);
    element.style.height = `${70 + 23 * this.lines.length}px`;
    this.chart = echarts.init(element);
  }

  option() {
    const percent = share => share === undefined ? '-' : 100 * share;
    return {...base(), grid: {left: 8, right: 52, top: 30, bottom: 44, containLabel: true},
      legend: {top: 0, left: 0, itemWidth: 16, itemHeight: 10, textStyle: {color: variable('--ink'), fontSize: 12}},
      xAxis: {...valueAxis('share (%)'), max: 100},
      yAxis: words(this.lines.map((line, place) => line.heading ? `{axis|${line.heading.name}}` : `${line.value}${'\u200b'.repeat(place)}`), value => value),
      series: [
        {name: 'of the front', type: 'bar', barWidth: 10, z: 3, data: this.lines.map(line => percent(line.front)), itemStyle: {color: variable('--accent')},
          label: {show: true, position: 'right', color: variable('--muted'), fontSize: 11, formatter: ({value}) => value === '-' ? '' : `${value.toFixed(0)} %`}},
        ...this.alone ? [] : [{name: 'of all designs kept', type: 'bar', barWidth: 18, barGap: '-140%', z: 2, data: this.lines.map(line => percent(line.all)),
          itemStyle: {color: variable('--faintbar')}}],
      ]};
  }

  draw() {
    this.chart.setOption(this.option(), {notMerge: true});
  }
}
