// Two figures against each other: all designs as a density, rows as points, the front as a staircase,
// intervals as bars.
import * as echarts from 'echarts/core';
import {colouring, font, variable, wantsLog} from './colours.js';
import {densityPicture} from './density.js';
import {frontOfTwo} from './study.js';
import {titleOf, unitOf, numberText} from './units.js';

// ECharts' own choice; said, because options are merged with those before.
const chosenTicks = {axisTick: {customValues: null}, axisLabel: {customValues: null, showMinLabel: false, showMaxLabel: false}};

/// 1, 2, 5, 10, ... on log axes of few decades, which have none or one power of ten to show.
function ticks(low, high) {
  const decades = Math.log10(high / low);
  if (decades > 5) {
    return chosenTicks;
  }
  const values = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power) {
    for (const digit of decades > 2.5 ? [1] : decades > 0.6 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8]) {
      const value = Number((digit * 10 ** power).toPrecision(2));
      if (value >= low && value <= high) {
        values.push(value);
      }
    }
  }
  return {axisTick: {show: true, customValues: values}, axisLabel: {customValues: values, showMinLabel: true, showMaxLabel: true}};
}

const settled = 80;  // milliseconds without a change
const mostAtOnce = 400;  // points that are drawn while conditions change

export class Scatter {
  constructor(element, state, view) {
    this.state = state;
    this.view = view;  // {x, y, colour, size, logX, logY}
    this.chart = echarts.init(element);
    this.chart.on('mouseover', event => state.hover(this.rowOf(event)));
    this.chart.on('mouseout', () => state.hover(null));
    this.chart.on('click', event => {
      const row = this.rowOf(event);
      if (row) {
        state.open(row);
      }
    });
    this.chart.on('datazoom', () => this.mark());
    this.listenForBoxes();
    state.on('hover', () => this.mark());
    state.on('open', () => this.mark());
    state.on('pin', () => this.mark());
    state.on('filter', () => this.redraw());
  }

  rowOf(event) {
    return event.seriesId === 'front' || event.seriesId === 'others'
      ? this.state.study.rows[event.value[2]] : null;
  }

  columns() {
    return [this.view.x, this.view.y].map(name => this.state.study.columns.get(name));
  }

  /// A box drawn over the plot becomes a range on both figures.
  listenForBoxes() {
    const zr = this.chart.getZr();
    let from = null;
    let box = null;
    const inside = ({offsetX, offsetY}) => this.chart.containPixel('grid', [offsetX, offsetY]);
    zr.on('mousedown', event => {
      if (this.boxing && inside(event)) {
        from = [event.offsetX, event.offsetY];
        box = new echarts.graphic.Rect({silent: true, z: 60, shape: {x: from[0], y: from[1], width: 0, height: 0},
          style: {fill: variable('--brush'), stroke: variable('--accent'), lineWidth: 1}});
        zr.add(box);
      }
    });
    zr.on('mousemove', event => {
      if (box) {
        box.setShape({x: Math.min(from[0], event.offsetX), y: Math.min(from[1], event.offsetY),
          width: Math.abs(event.offsetX - from[0]), height: Math.abs(event.offsetY - from[1])});
      }
    });
    const end = event => {
      if (!box) {
        return;
      }
      const {x, y, width, height} = box.shape;
      zr.remove(box);
      box = null;
      if (event.type !== 'globalout' && width > 3 && height > 3) {
        this.boxed([x, y], [x + width, y + height]);
      }
    };
    zr.on('mouseup', end);
    zr.on('globalout', end);
  }

  boxed(...corners) {
    const ends = corners.map(corner => this.chart.convertFromPixel('grid', corner));
    [this.view.x, this.view.y].forEach((name, place) => {
      const {factor} = unitOf(name, this.state.study.columns.get(name).middle);
      this.state.range(name, 'scatter', [ends.map(end => end[place] / factor).sort((a, b) => a - b)]);
    });
    this.state.changed();
  }

  /// Dragging draws a box, or moves the plot.
  selecting(on) {
    this.boxing = on;
    this.chart.getZr().setCursorStyle(on ? 'crosshair' : 'default');
    this.chart.getDom().classList.toggle('boxing', on);
    this.chart.setOption({dataZoom: [{disabled: on}, {disabled: on}]});
  }

  unzoom() {
    this.draw();
    for (const dataZoomIndex of [0, 1]) {
      this.chart.dispatchAction({type: 'dataZoom', dataZoomIndex, start: 0, end: 100});
    }
  }

  sizes() {
    const column = this.view.size ? this.state.study.columns.get(this.view.size) : null;
    if (!column) {
      return () => 1;
    }
    const log = wantsLog(column);
    const scale = value => log ? Math.log(value) : value;
    const [low, high] = [scale(column.low), scale(column.high)];
    return row => {
      const value = column.number(row.at);
      return high > low && Number.isFinite(value) ? 0.6 + 1.5 * (scale(value) - low) / (high - low) : 1;
    };
  }

  /// `quick`: only what a reader looks at while conditions change: all designs as the density, the
  /// staircase and its corners. Thousands of points take longer than everything else together.
  option(quick = false) {
    const {state, view} = this;
    const {study} = state;
    const [x, y] = this.columns();
    const units = [x, y].map(column => unitOf(column.name, column.middle));
    const point = row => [x.number(row.at) * units[0].factor, y.number(row.at) * units[1].factor, row.number];
    const paint = colouring(study.columns.get(view.colour));
    const size = this.sizes();
    const ink = variable('--ink'), muted = variable('--muted'), line = variable('--line'), paper = variable('--panel');
    const shown = state.passing.filter(row => !Number.isNaN(x.number(row.at)) && !Number.isNaN(y.number(row.at)));
    const others = state.frontOnly || quick ? [] : shown.filter(row => !row.front);
    let front = shown.filter(row => row.front);
    const colourOf = row => paint.of(study.value(row, view.colour));
    const stairs = frontOfTwo(study, x, y, state.frontOnly ? this.frontAlone() : state.passes);
    // Designs equal in both figures share a corner.
    const spot = design => `${x.number(design)} ${y.number(design)}`;
    const spots = new Set(stairs.map(spot));
    const corners = new Set(front.filter(row => spots.has(spot(row.at))).map(row => row.at));
    if (quick && front.length > mostAtOnce) {
      front = front.filter(row => corners.has(row.at)).slice(0, mostAtOnce);
    }
    front.sort((a, b) => corners.has(a.at) - corners.has(b.at));
    const narrow = this.chart.getWidth() < 520;
    const axis = (column, unit, log, extra) => {
      const range = this.extent(column, unit.factor, log);
      return {
      type: log ? 'log' : 'value', scale: true, name: titleOf(column) + (column.maximise ? ' \u2192 more is better' : ''),
      nameLocation: 'middle', nameTextStyle: {color: ink, fontSize: 13, fontWeight: 500},
      axisLine: {show: true, lineStyle: {color: muted}}, axisTick: {show: true, lineStyle: {color: muted}, ...range.axisTick},
      axisLabel: {color: muted, fontSize: 12, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: value => numberText(value), ...range.axisLabel},
      splitLine: {lineStyle: {color: line}}, min: range.min, max: range.max, ...extra};
    };
    return {
      animation: false, backgroundColor: 'transparent', textStyle: {fontFamily: font()},
      grid: {left: narrow ? 58 : 74, right: 18, top: 14, bottom: 56},
      xAxis: axis(x, units[0], view.logX, {nameGap: 34}),
      yAxis: axis(y, units[1], view.logY, {nameGap: narrow ? 42 : 54}),
      dataZoom: ['xAxisIndex', 'yAxisIndex'].map(key => ({type: 'inside', [key]: 0, filterMode: 'none', disabled: this.boxing === true})),
      series: [
        {id: 'cloud', type: 'custom', silent: true, z: 1, clip: true, data: state.frontOnly ? [] : [[0, 0]],
          encode: {x: -1, y: -1}, renderItem: (parameters, api) => this.cloud(parameters, api, units)},
        {id: 'others', type: 'scatter', z: 2, data: others.map(row => ({value: point(row),
          symbolSize: 5 * size(row), itemStyle: {color: colourOf(row), opacity: 0.45}})),
          cursor: 'pointer'},
        {id: 'intervals', type: 'custom', silent: true, z: 3, clip: true, encode: {x: -1, y: -1},
          data: front.filter(row => row.intervals?.[x.name] || row.intervals?.[y.name]).map(row => [...point(row), ...this.bars(row, units)]),
          renderItem: (parameters, api) => this.interval(api, corners, muted)},
        {id: 'stairs', type: 'line', silent: true, z: 4, symbol: 'none', data: this.steps(stairs, units),
          lineStyle: {color: variable('--stairs'), width: 1.8}},
        {id: 'front', type: 'scatter', z: 5, cursor: 'pointer', data: front.map(row => ({value: point(row),
          symbolSize: 9 * size(row), itemStyle: corners.has(row.at)
            ? {color: colourOf(row), borderColor: paper, borderWidth: 1}
            : {color: paper, borderColor: colourOf(row), borderWidth: 1.8}}))},
      ],
    };
  }

  frontAlone() {
    const {study, passing} = this.state;
    const passes = new Uint8Array(study.count);
    passing.forEach(row => { passes[row.at] = row.front ? 1 : 0; });
    return passes;
  }

  /// The range of what passes, with a little room; of everything where nothing does.
  extent(column, factor, log) {
    let low = Infinity, high = -Infinity;
    const {passes, study} = this.state;
    const see = value => {
      if (Number.isFinite(value) && (!log || value > 0)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    };
    if (this.state.frontOnly) {
      this.state.passing.filter(row => row.front).forEach(row => see(column.number(row.at)));
    } else {
      // Codes are in the order of values.
      const {codes, known, values} = column;
      const least = log ? values.findIndex(value => value > 0) : 0;
      let first = known, last = -1;
      for (let design = 0; design < study.count; ++design) {
        const code = codes[design];
        if (passes[design] === 1 && code < known && code >= least) {
          first = code < first ? code : first;
          last = code > last ? code : last;
        }
      }
      if (last >= 0) {
        see(values[first]);
        see(values[last]);
      }
    }
    for (const row of this.state.passing) {
      const interval = row.intervals?.[column.name];
      if (interval) {
        interval.forEach(see);
      }
    }
    if (low > high) {
      [low, high] = [column.low, column.high];
    }
    if (log) {
      const room = Math.max(1.02, (high / low) ** 0.03);
      const [from, to] = [low * factor / room, high * factor * room];
      return {min: from, max: to, ...ticks(from, to)};
    }
    const room = 0.03 * (high - low) || 0.05 * Math.abs(high) || 1;
    return {min: Math.max(low >= 0 ? 0 : -Infinity, low - room) * factor, max: (high + room) * factor, ...chosenTicks};
  }

  cloud(parameters, api, units) {
    const {x: left, y: top, width, height} = parameters.coordSys;
    const [columnX, columnY] = this.columns();
    const place = (column, factor, log, at, origin, dimension) => {
      // Two known values give the map from numbers to pixels.
      const first = (column.low || 1e-9) * factor, last = (column.high === column.low ? column.low * 1.1 + 1 : column.high) * factor;
      const scale = log ? Math.log : value => value;
      const from = api.coord(dimension === 0 ? [first, at] : [at, first])[dimension];
      const to = api.coord(dimension === 0 ? [last, at] : [at, last])[dimension];
      const slope = (to - from) / (scale(last) - scale(first));
      // from + slope * (scale(value * factor) - scale(first)) - origin, of the column's own numbers
      const {codes} = column, numbers = column.scaled(log);
      return log ? {codes, numbers, slope, from: from - origin + slope * (Math.log(factor) - scale(first))}
                 : {codes, numbers, slope: slope * factor, from: from - origin - slope * first};
    };
    const middleX = columnX.middle * units[0].factor, middleY = columnY.middle * units[1].factor;
    const placeX = place(columnX, units[0].factor, this.view.logX, middleY, left, 0);
    const placeY = place(columnY, units[1].factor, this.view.logY, middleX, top, 1);
    const {picture} = densityPicture(this.state.study.count, this.state.passes, placeX, placeY, width, height);
    return {type: 'image', silent: true, style: {image: picture, x: left, y: top, width: picture.width, height: picture.height}};
  }

  bars(row, units) {
    return [this.view.x, this.view.y].flatMap((name, place) => {
      const interval = row.intervals?.[name];
      return interval ? interval.map(value => value * units[place].factor) : [NaN, NaN];
    });
  }

  interval(api, corners, colour) {
    const [x, y, number, lowX, highX, lowY, highY] = [0, 1, 2, 3, 4, 5, 6].map(place => api.value(place));
    const opacity = corners.has(this.state.study.rows[number].at) ? 0.85 : 0.22;
    const children = [];
    const segment = (from, to) => children.push({type: 'line', silent: true,
      shape: {x1: from[0], y1: from[1], x2: to[0], y2: to[1]}, style: {stroke: colour, lineWidth: 1, opacity}});
    const capped = (from, to, across) => {
      segment(from, to);
      for (const end of [from, to]) {
        segment([end[0] - 3 * across[0], end[1] - 3 * across[1]], [end[0] + 3 * across[0], end[1] + 3 * across[1]]);
      }
    };
    if (Number.isFinite(lowX)) {
      capped(api.coord([lowX, y]), api.coord([highX, y]), [0, 1]);
    }
    if (Number.isFinite(lowY)) {
      capped(api.coord([x, lowY]), api.coord([x, highY]), [1, 0]);
    }
    // Or what was drawn for other axes would stay.
    return {type: 'group', $mergeChildren: false, children};
  }

  /// The corners joined as the region they dominate is bounded.
  steps(stairs, units) {
    const [x, y] = this.columns();
    const points = stairs.map(design => [x.number(design) * units[0].factor, y.number(design) * units[1].factor]);
    const steps = [];
    points.forEach((point, place) => {
      if (place > 0) {
        steps.push([point[0], points[place - 1][1]]);
      }
      steps.push(point);
    });
    return steps;
  }

  /// Rings around designs, drawn over the chart: pointing at a design does not draw it again.
  mark() {
    this.rings ??= this.overlay();
    this.rings.removeAll();
    const {hovered, opened, pinned, study} = this.state;
    const rect = this.chart.getModel().getComponent('grid')?.coordinateSystem.getRect();
    const ring = (row, colour, width, radius) => {
      const [cx, cy] = this.pixel(row);
      if (rect?.contain(cx, cy)) {
        this.rings.add(new echarts.graphic.Circle({silent: true, z: 50, shape: {cx, cy, r: radius},
          style: {fill: 'none', stroke: colour, lineWidth: width}}));
      }
    };
    pinned.forEach(number => ring(study.rows[number], variable('--accent'), 2, 8));
    if (opened) {
      ring(opened, variable('--ink'), 2.5, 9.5);
    }
    if (hovered) {
      ring(hovered, variable('--ink'), 2, 8.5);
    }
  }

  overlay() {
    const group = new echarts.graphic.Group();
    this.chart.getZr().add(group);
    return group;
  }

  pixel(row) {
    return this.chart.convertToPixel('grid', this.columns().map(column =>
      column.number(row.at) * unitOf(column.name, column.middle).factor));
  }

  /// Where a row's point is in the window.
  spot(row) {
    const [across, down] = this.pixel(row);
    const {left, top} = this.chart.getDom().getBoundingClientRect();
    return {x: left + across, y: top + down};
  }

  points() {
    return this.chart.getOption().series.filter(({id}) => id === 'front' || id === 'others')
      .reduce((sum, series) => sum + series.data.length, 0);
  }

  /// Once for all changes before the next picture of the screen; all points once the reader pauses.
  redraw() {
    clearTimeout(this.later);
    this.waiting ??= requestAnimationFrame(() => {
      const quick = this.state.passing.length > mostAtOnce;
      this.draw(quick);
      if (quick) {
        this.later = setTimeout(() => this.draw(), settled);
      }
    });
  }

  draw(quick = false) {
    clearTimeout(this.later);
    cancelAnimationFrame(this.waiting);
    this.waiting = undefined;
    this.chart.setOption(this.option(quick), {replaceMerge: ['series']});
    this.mark();
  }
}
