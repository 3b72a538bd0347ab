// All designs as a picture of how many lie where, drawn for the axes as they are now.
import {variable} from './colours.js';

const cell = 3;  // pixels

function channels(colour) {
  return [1, 3, 5].map(place => parseInt(colour.slice(place, place + 2), 16));
}

/// A canvas of the plot's size. `x` and `y` are {codes, numbers, slope, from}: a design's place from the
/// plot's corner is from + slope * numbers[codes[design]], in pixels.
export function densityPicture(count, passes, x, y, width, height) {
  const columns = Math.max(1, Math.ceil(width / cell));
  const lines = Math.max(1, Math.ceil(height / cell));
  const counts = new Float32Array(columns * lines);
  const [slopeX, fromX, slopeY, fromY] = [x.slope / cell, x.from / cell, y.slope / cell, y.from / cell];
  const {codes: codesX, numbers: numbersX} = x;
  const {codes: codesY, numbers: numbersY} = y;
  let most = 0;
  for (let design = 0; design < count; ++design) {
    if (passes[design] === 0) {
      continue;
    }
    const column = Math.floor(fromX + slopeX * numbersX[codesX[design]]);
    const line = Math.floor(fromY + slopeY * numbersY[codesY[design]]);
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
  const {data: pixels} = image;
  for (let place = 0; place < counts.length; ++place) {
    if (counts[place] > 0) {
      pixels[4 * place] = red;
      pixels[4 * place + 1] = green;
      pixels[4 * place + 2] = blue;
      pixels[4 * place + 3] = Math.round(255 * (0.12 + 0.5 * Math.log1p(counts[place]) * scale));
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
