// Opens a report from disk in a headless Chromium and uses it:  node report_page.mjs PROGRAM SWEEPS FOLDER
// Answers: is the console silent, do brushes filter every view, is the card that of the database, is an
// exported selection that of the query, does a hostile name stay text, does a page of 200,000
// designs show all of them?
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {Browser} from './webdriver.mjs';

const [program, sweeps, folder] = process.argv.slice(2).map(path => resolve(path));
rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});
const paretree = (...words) => execFileSync(program, words, {cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28});
const hostile = "tiny <script>document.title = 'broken'<!--";
const remark = "# </script><script>document.title = 'broken'</script>";
writeFileSync(join(folder, 'tiny.yaml'), readFileSync(join(sweeps, 'tiny.yaml'), 'utf8').replace(/^name: .*$/m, `name: "${hostile}"\n${remark}`));
paretree('run', 'tiny.yaml', '--db', 'tiny.db', '--picture', 'none', '--progress', 'none');
paretree('report', 'tiny.db', '-o', 'tiny.html');
const front = JSON.parse(paretree('front', 'tiny.db', '--format', 'json'));

const browser = await Browser.start();
let failures = 0;
async function claim(text, check) {
  try {
    await check();
    console.log(`ok    ${text}`);
  } catch (error) {
    ++failures;
    console.log(`WRONG ${text}\n${error.stack}`);
  }
}
const text = selector => browser.run('return document.querySelector(arguments[0])?.textContent ?? null', selector);
const count = async () => Number((await text('#count')).replace(/\u2009/g, '').split(' ')[0]);
const type = (id, value) => browser.run(`const box = document.getElementById(arguments[0]); box.value = arguments[1];
  box.dispatchEvent(new Event('input')); box.dispatchEvent(new Event('change'))`, id, value);
/// Where a design's point is on the screen.
const spot = id => browser.run('return window.paretree.spot(arguments[0])', id);

try {
  await browser.open(`file://${join(folder, 'tiny.html')}`);
  await browser.until("return document.documentElement.dataset.ready === 'yes'", 'the page is ready');

  await claim('a hostile name stays text', async () => {
    assert.equal(await text('h1'), hostile);
    assert.equal(await browser.run('return document.title'), `${hostile} - Paretree`);
    assert.equal(await browser.run("return document.querySelectorAll('script').length"), 2);
    assert.ok((await text('pre.sweep')).includes(remark));
  });

  await claim('every front member is in the table', async () => {
    await browser.run("document.querySelectorAll('.more').forEach(button => button.click())");
    const ids = await browser.run("return [...document.querySelectorAll('tr.front .id')].map(cell => cell.firstChild.data)");
    assert.deepEqual([...ids].sort(), front.map(member => member.design.slice(0, 8)).sort());
  });

  // The member alone at its place: no other point lies over it.
  const places = new Map();
  for (const {design} of front) {
    places.set(design, await spot(design));
  }
  const alone = front.find(({design}) => [...places].every(([other, place]) => other === design ||
    Math.hypot(place.x - places.get(design).x, place.y - places.get(design).y) > 12)) ?? front[0];

  await claim('hovering a point shows the whole design', async () => {
    await browser.pointer({x: 5, y: 5}, places.get(alone.design));
    await browser.until("return document.querySelector('.tooltip.shown') !== null", 'the tooltip');
    const shown = await text('.tooltip');
    for (const word of [alone.design, 'energy', 'latency', alone.hardware.template]) {
      assert.ok(shown.includes(word), `${word} in ${shown}`);
    }
  });

  await claim('a click opens its card, which says what `show` says', async () => {
    await browser.pointer(places.get(alone.design), 'down', 'up');
    await browser.until("return document.getElementById('card').open", 'the card');
    const card = await text('#card');
    assert.ok(card.includes(alone.design), card);
    const shown = JSON.parse(paretree('show', 'tiny.db', alone.design, '--format', 'json'));
    for (const stage of shown.stages) {
      assert.ok(card.includes(`${stage.rows} \u00d7 ${stage.inner} \u00d7 ${stage.cols}`), 'a stage');
    }
    for (const constant of shown.constants) {
      assert.ok(card.includes(constant.name) && card.includes(constant.source), constant.name);
    }
    const ranks = await browser.run("return [...document.querySelectorAll('#card .ranktext')].map(label => label.textContent)");
    assert.ok(ranks.length >= 1 && ranks.every(rank => Object.values(shown.model.ranks).map(String).includes(rank)), ranks.join());
  });

  await claim('Escape closes the card', async () => {
    await browser.keys('\ue00c');
    assert.equal(await browser.run("return document.getElementById('card').open"), false);
  });

  await claim('search opens a design by its first digits', async () => {
    await browser.run("document.getElementById('search').focus()");
    await browser.keys(...front[0].design.slice(0, 10), '\ue007');
    assert.ok((await text('#card')).includes(front[0].design));
    await browser.keys('\ue00c');
  });

  await claim('the keyboard alone opens a card from the scatter and from the table', async () => {
    for (const focus of ["document.getElementById('scatter').focus()", "document.querySelector('.designs tbody tr').focus()"]) {
      await browser.run(focus);
      await browser.keys('\ue014', '\ue014', '\ue007');
      await browser.until("return document.getElementById('card').open", 'the card');
      await browser.keys('\ue00c');
      assert.equal(await browser.run("return document.getElementById('card').open"), false);
    }
  });

  const condition = 'template == fdht && pes <= 4';
  await claim('a condition filters as `front --where` does, and so does the export', async () => {
    await type('filter', condition);
    const wanted = JSON.parse(paretree('front', 'tiny.db', '--format', 'json', '--where', condition));
    const exported = JSON.parse(await browser.run('return window.paretree.json()'));
    const everything = exported.filter(({hardware}) => hardware.template === 'fdht' && hardware.pes <= 4);
    assert.equal(exported.length, everything.length);
    assert.equal(await count(), exported.length);
    for (const design of wanted) {
      const found = exported.find(other => other.design === design.design);
      assert.deepEqual(found?.objectives, design.objectives);
      assert.deepEqual(found?.model, design.model);
      assert.deepEqual(found?.hardware, design.hardware);
    }
    const csv = await browser.run('return window.paretree.csv()');
    assert.equal(csv.trimEnd().split('\r\n').length, exported.length + 1);
  });

  await claim('a wrong condition says what is near and filters nothing else', async () => {
    const before = await count();
    await type('filter', 'energi_pj < 3');
    assert.match(await text('#filter-note'), /did you mean 'energy_pj'/);
    assert.equal(await count(), before);
    await type('filter', '');
  });

  await claim('a range on a parallel axis filters scatter and table, and a box in the scatter the lines', async () => {
    const all = await count();
    const axis = await browser.run("document.querySelector('#parallel canvas').scrollIntoView({block: 'center'}); return window.paretree.axis(1)");
    await browser.pointer({x: axis.x, y: axis.low - 4}, 'down', {x: axis.x, y: (axis.low + axis.high) / 2}, 'up');
    await browser.until("return document.querySelectorAll('.condition').length > 0", 'a condition');
    const some = await count();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    await browser.until('return window.paretree.points() === window.paretree.tableRows()', 'as many points as rows of the table');
    await browser.run("document.querySelector('.condition.clear').click()");
    assert.equal(await count(), all);

    await browser.run("document.getElementById('scatter').scrollIntoView({block: 'center'}); document.getElementById('selecting').click()");
    const place = await browser.run("const {left, top, width, height} = document.getElementById('scatter').getBoundingClientRect(); return {left, top, width, height}");
    await browser.pointer({x: place.left + 0.2 * place.width, y: place.top + 0.2 * place.height}, 'down',
      {x: place.left + 0.5 * place.width, y: place.top + 0.8 * place.height}, 'up');
    await browser.until("return document.querySelectorAll('.condition').length > 1", 'conditions on both figures');
    const inside = await count();
    assert.ok(inside > 0 && inside < all, `${inside} of ${all}`);
    await browser.until('return window.paretree.points() === window.paretree.lines()', 'as many lines as points');
    await browser.run("document.querySelector('.condition.clear').click()");
    assert.equal(await count(), all);
  });

  await claim('pictures are written as svg with their axes', async () => {
    for (const picture of ['front', 'parallel', 'axes', 'history']) {
      const svg = await browser.run('return window.paretree.svg(arguments[0])', picture);
      assert.match(svg, /^<svg/);
      writeFileSync(join(folder, `${picture}.svg`), svg);
      assert.ok(svg.includes('error') || svg.includes('energy') || svg.includes('share') || svg.includes('hypervolume'), picture);
    }
  });

  await claim('the growth of the front is that of the database', async () => {
    const stored = JSON.parse(paretree('sql', 'tiny.db', 'SELECT designs, members FROM front_checkpoint ORDER BY designs', '--format', 'json'));
    const shown = JSON.parse(await text('#study')).history;
    assert.deepEqual(shown.map(({designs, members}) => ({designs, members})), stored);
    assert.equal(shown.at(-1).members, front.length);
    assert.ok(shown.every((point, place) => point.hypervolume > 0 && (place === 0 || point.hypervolume >= shown[place - 1].hypervolume)));
  });

  await claim('the other theme and a narrow window work', async () => {
    await browser.run("document.getElementById('theme').click()");
    await browser.metrics(390, 844);
    assert.ok(await browser.run('return document.documentElement.scrollWidth <= 390'));
  });

  await claim('a page of 200,000 designs filters all of them', async () => {
    paretree('run', join(sweeps, 'large.yaml'), '--db', 'large.db', '--picture', 'none', '--progress', 'none');
    paretree('report', 'large.db', '-o', 'large.html');
    await browser.metrics(1280, 900);
    await browser.open(`file://${join(folder, 'large.html')}`);
    await browser.until("return document.documentElement.dataset.ready === 'yes'", 'the large page is ready', 60);
    assert.equal(await count(), 200448);
    // Processor time of the page's thread: what a reader waits for on a machine that does nothing else. The
    // time of the clock is the machine's, too, and is only printed. What follows once the reader pauses (all
    // points, lines, the table) is kept back, so that it is not counted.
    const thread = async () => {
      const {metrics} = await browser.devtools('Performance.getMetrics', {});
      return 1000 * metrics.find(({name}) => name === 'ThreadTime').value;
    };
    await browser.devtools('Performance.enable', {});
    await browser.run(`const later = window.setTimeout; window.kept = [];
      window.setTimeout = (call, wait, ...rest) => wait >= 60 ? window.kept.push(call) && 0 : later(call, wait, ...rest);
      window.resume = () => { window.setTimeout = later; window.kept.forEach(call => call()); };`);
    const most = 400;
    for (const condition of ['pes == 4', 'area_mm2 < 2', 'energy_pj * latency_ns < 1e15 || pes * banks > 64', 'pes == 4 && format == tt']) {
      const before = await thread();
      const [answered, drawn] = await browser.run(`const started = performance.now(), since = () => Math.round(performance.now() - started);
        const box = document.getElementById('filter');
        box.value = arguments[0];
        box.dispatchEvent(new Event('input'));
        const answered = since();
        return new Promise(done => requestAnimationFrame(() => setTimeout(() => done([answered, since()]))));`, condition);
      const spent = await thread() - before;
      console.log(`      ${answered} ms to the count of '${condition}', ${drawn} ms to its picture; ${Math.round(spent)} ms of processor time`);
      assert.ok(spent < 200, `${spent} ms of processor time for '${condition}'`);
      assert.ok(await browser.run('return window.paretree.points()') <= most, 'the first picture has few points however many pass');
    }
    await browser.run('window.resume()');
    await browser.until('return window.paretree.points() === window.paretree.tableRows()', 'all points, once the reader pauses');
    const some = await count();
    const cheapest = JSON.parse(paretree('front', 'large.db', '--format', 'json', '--objectives', 'energy_pj', '--where', 'pes == 4 && format == tt'));
    assert.ok(some > 0 && some < 200448);
    const best = JSON.parse(await browser.run("return window.paretree.json()")).map(({objectives}) => objectives.energy_pj);
    assert.equal(Math.min(...best), cheapest[0].objectives.energy_pj);
  });

  await claim('a certified study says what is closed, in whole and of each design', async () => {
    paretree('run', join(sweeps, 'tiny.yaml'), '--set', 'search=certified', '--db', 'closed.db', '--picture', 'none', '--progress', 'none');
    paretree('report', 'closed.db', '-o', 'closed.html');
    await browser.open(`file://${join(folder, 'closed.html')}`);
    await browser.until("return document.documentElement.dataset.ready === 'yes'", 'the certified page is ready');
    const stored = JSON.parse(paretree('sql', 'closed.db', "SELECT name, json FROM certificate WHERE name LIKE 'block/%'", '--format', 'json'))
      .map(({json}) => JSON.parse(json));
    assert.ok(stored.length > 0 && stored.every(({complete}) => complete));
    assert.match(await text('#certificate .verdict'), /^Complete: each of the [\d\u2009]+ designs/);
    const rows = await browser.run("return [...document.querySelectorAll('#certificate tbody tr')].map(line => [...line.cells].map(cell => cell.textContent))");
    assert.deepEqual(rows.map(([name, method]) => ({name, method})), stored.map(({name, method}) => ({name, method})));
    await browser.run("document.querySelector('.designs tr.front').click()");
    await browser.until("return document.getElementById('card').open", 'the card');
    assert.match(await text('#card .verdict'), /^Certificate: no design of the space dominates it/);
    await browser.keys('\ue00c');
  });

  await claim('exported pictures are well-formed', async () => {
    for (const picture of ['front', 'parallel', 'axes', 'history']) {
      await browser.open(`file://${join(folder, picture)}.svg`);
      assert.equal(await browser.run('return document.documentElement.nodeName'), 'svg');
      assert.equal(await browser.run("return document.querySelector('parsererror')?.textContent ?? ''"), '');
    }
  });

  await claim('the console is silent', async () => assert.deepEqual(await browser.console(), []));
} finally {
  await browser.stop();
}
process.exit(failures === 0 ? 0 : 1);
