// The dimension tree of a model, drawn: modes at the leaves, ranks on the edges.
import {s} from './dom.js';

const gap = 112, level = 74, leafWidth = 92, leafHeight = 40;

function leavesOf(tree) {
  return Array.isArray(tree) ? tree.flatMap(leavesOf) : [tree];
}

/// An edge is keyed by the modes on one of its sides.
function rankOf(model, modes) {
  const all = model.modes.in.map((unused, mode) => mode);
  const key = list => [...list].sort((a, b) => a - b).join(',');
  return model.ranks[key(modes)] ?? model.ranks[key(all.filter(mode => !modes.includes(mode)))];
}

function box(x, y, title, detail) {
  return s('g', {},
    s('rect', {x: x - leafWidth / 2, y, width: leafWidth, height: leafHeight, rx: 7, class: 'leaf'}),
    s('text', {x, y: y + 17, class: 'mode'}, title), s('text', {x, y: y + 32, class: 'sizes'}, detail));
}

function rankLabel(x, y, rank) {
  const width = 12 + 8 * String(rank).length;
  return s('g', {}, s('rect', {x: x - width / 2, y: y - 10, width, height: 20, rx: 10, class: 'rank'}),
    s('text', {x, y: y + 4.5, class: 'ranktext'}, String(rank)));
}

const sizes = (model, mode) => `${model.modes.in[mode]} in \u00d7 ${model.modes.out[mode]} out`;

function picture(width, height, label, children) {
  return s('svg', {viewBox: `0 0 ${width} ${height}`, width, height, class: 'tree', role: 'img', 'aria-label': label}, children);
}

function chain(model) {
  const order = leavesOf(model.tree);
  const boxes = [], lines = [], ranks = [];
  order.forEach((mode, place) => {
    const x = 52 + place * (gap + 20);
    boxes.push(box(x, 16, `mode ${mode}`, sizes(model, mode)));
    if (place > 0) {
      lines.push(s('line', {x1: x - gap - 20 + leafWidth / 2, y1: 36, x2: x - leafWidth / 2, y2: 36, class: 'edge'}));
      ranks.push(rankLabel(x - (gap + 20) / 2, 36, rankOf(model, order.slice(0, place)) ?? '?'));
    }
  });
  return picture(104 + (order.length - 1) * (gap + 20), 72,
    `tensor train over modes ${order.join(', ')}`, [lines, boxes, ranks]);
}

/// An SVG element, or null where a model has no tree.
export function treePicture(model) {
  if (!model.modes || !Array.isArray(model.tree)) {
    return null;
  }
  if (model.format === 'tt') {
    return chain(model);
  }
  let leaf = 0;
  let deepest = 0;
  const edges = [], nodes = [], ranks = [];
  const place = (tree, depth) => {
    deepest = Math.max(deepest, depth);
    if (!Array.isArray(tree)) {
      const node = {x: 54 + gap * leaf++, y: 24 + level * depth, modes: [tree]};
      nodes.push(box(node.x, node.y - 10, `mode ${tree}`, sizes(model, tree)));
      return node;
    }
    const children = tree.map(child => place(child, depth + 1));
    const node = {x: children.reduce((sum, child) => sum + child.x, 0) / children.length,
      y: 24 + level * depth, modes: children.flatMap(child => child.modes)};
    for (const child of children) {
      edges.push(s('line', {x1: node.x, y1: node.y, x2: child.x, y2: child.y, class: 'edge'}));
      ranks.push(rankLabel(0.45 * node.x + 0.55 * child.x, 0.55 * node.y + 0.45 * child.y,
        rankOf(model, child.modes) ?? '?'));
    }
    nodes.push(s('g', {}, s('circle', {cx: node.x, cy: node.y, r: 9, class: 'inner'}),
      depth === 0 ? s('text', {x: node.x + 16, y: node.y + 4, class: 'root'}, 'root') : ''));
    return node;
  };
  place(model.tree, 0);
  return picture(108 + gap * (leaf - 1), 24 + level * deepest + 40,
    `dimension tree ${JSON.stringify(model.tree)}`, [edges, nodes, ranks]);
}
