// Makes the pictures of results/README.md from a committed sweep:
//   node tests/browser/screenshots.mjs build/release/paretree FOLDER
// Report, card and live page by a headless Chromium (png), three charts by `paretree chart`.
import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Browser} from './webdriver.mjs';

const [program, folder] = process.argv.slice(2).map(path => resolve(path));
const sweep = join(dirname(fileURLToPath(import.meta.url)), '../../sweeps/ucf11.yaml');
const quickstart = join(dirname(sweep), 'quickstart.yaml');
const work = join(folder, 'work');
rmSync(work, {recursive: true, force: true});
mkdirSync(work, {recursive: true});
const paretree = (...words) => execFileSync(program, words, {cwd: work, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe']});
// Smaller than the sweep, so that every picture is there in a minute: one scope, 8 bits.
const smaller = ['--set', 'model.scope=input', '--set', 'model.weight_bits=8', '--set', 'store=all', '--picture', 'none', '--progress', 'none'];
const run = (db, ...words) => paretree('run', sweep, '--db', db, ...smaller, ...words);

run('ucf11.db', '--set', 'name=ucf11');
run('tie.db', '--set', 'name=tensor-train-on-tie', '--set', 'hardware.template=tie', '--set', 'model.format=tt');
paretree('report', 'ucf11.db', '-o', 'report.html');
const front = JSON.parse(paretree('front', 'ucf11.db', '--format', 'json'));
const member = (front.find(({model}) => model.format === 'ht') ?? front[0]).design;
const chart = (name, ...words) => paretree('chart', ...words, '-o', join(folder, `${name}.svg`));
chart('comparison', 'ucf11.db', 'tie.db', '--kind', 'comparison', '--x', 'energy_pj', '--y', 'area_mm2', '--width-mm', '120');
chart('breakdown', 'ucf11.db', '--kind', 'breakdown', '--width-mm', '120');
chart('tree', 'ucf11.db', '--kind', 'tree', '--design', member, '--width-mm', '120');

const browser = await Browser.start({width: 1280, height: 840});
const ready = () => browser.until("return document.documentElement.dataset.ready === 'yes'", 'the page is ready', 60);
const shoot = async name => writeFileSync(join(folder, `${name}.png`), await browser.screenshot());
try {
  await browser.open(`file://${join(work, 'report.html')}`);
  await ready();
  await shoot('report');
  await browser.run("document.getElementById('search').focus()");
  await browser.keys(...member.slice(0, 12), '\ue007');
  await browser.until("return document.getElementById('card').open", 'the card');
  await shoot('card');

  // A run that trains formats, stopped halfway, beside a finished one.
  const stopped = spawn(program, ['run', quickstart, '--db', 'live.db', '--picture', 'none', '--progress', 'none'], {cwd: work, stdio: 'ignore'});
  const server = spawn(program, ['serve', 'live.db', 'ucf11.db', '--port', '0'], {cwd: work, stdio: ['ignore', 'pipe', 'inherit']});
  const address = String(await new Promise(resolve => server.stdout.once('data', resolve))).trim();
  await browser.open(address);
  await browser.until("return document.querySelectorAll('.live').length === 2", 'both studies', 30);
  await new Promise(resolve => setTimeout(resolve, 20000));
  await shoot('live');
  stopped.kill('SIGINT');
  server.kill('SIGINT');
} finally {
  await browser.stop();
  rmSync(work, {recursive: true, force: true});
}
process.exit(0);
