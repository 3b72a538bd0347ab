// All designs as a picture of how many lie where, drawn for the axes as they are now.
import {variable} from './colours.js';

const cell = 3;  // pixels

function channels(colour) {
  return [1, 3, 5].map(place => parseInt(colour.slice(place, place + 2), 16));
}

/// A canvas of the plot's size. `x` and `y` are {codes, pixels}: pixels[codes[design]] is a design's
/// place from the plot's corner.
export function densityPicture(count, passes, x, y, width, height) {
  const columns = Math.max(1, Math.ceil(width / cell));
  const lines = Math.max(1, Math.ceil(height / cell));
  const counts = new Float32Array(columns * lines);
  const cells = pixels => Int32Array.from(pixels, pixel => Number.isNaN(pixel) ? -1 : Math.floor(pixel / cell));
  const [cellsX, cellsY] = [cells(x.pixels), cells(y.pixels)];
  const {codes: codesX} = x;
  const {codes: codesY} = y;
  let most = 0;
  for (let design = 0; design < count; ++design) {
    if (!passes[design]) {
      continue;
    }
    const column = cellsX[codesX[design]];
    const line = cellsY[codesY[design]];
    if (column >= 0 && column < columns && line >= 0 && line < lines) {
      const number = ++counts[line * columns + column];
      most = number > most ? number : most;
    }
  }
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = lines;
  const context = canvas.getContext('2d');
  const image = context.createImageData(columns, lines);
  const [red, green, blue] = channels(variable('--cloud'));
  const scale = 1 / Math.log1p(Math.max(1, most));
  for (let place = 0; place < counts.length; ++place) {
    if (counts[place] > 0) {
      const share = Math.log1p(counts[place]) * scale;
      image.data.set([red, green, blue, Math.round(255 * (0.12 + 0.5 * share))], 4 * place);
    }
  }
  context.putImageData(image, 0, 0);
  const large = document.createElement('canvas');
  large.width = columns * cell;
  large.height = lines * cell;
  const enlarged = large.getContext('2d');
  enlarged.imageSmoothingEnabled = false;
  enlarged.drawImage(canvas, 0, 0, large.width, large.height);
  return {picture: large, most};
}
