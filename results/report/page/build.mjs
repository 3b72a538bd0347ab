// Bundles the pages into one HTML file each that load nothing:  node build.mjs REPORT LIVE
// Modules are looked up beside this file, or in NODE_PATH where the build keeps them elsewhere.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [output, live] = process.argv.slice(2);
const modules = process.env.NODE_PATH ?? join(here, 'node_modules');
const require = createRequire(pathToFileURL(join(modules, '_')));
const esbuild = require('esbuild');

async function bundled(entry) {
  const result = await esbuild.build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15'],
    charset: 'ascii',
    legalComments: 'none',
    nodePaths: [modules],
    logLevel: 'warning',
    define: {'process.env.NODE_ENV': '"production"'},
  });
  return result.outputFiles[0].text.trim();
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

const version = name => JSON.parse(readFileSync(join(modules, name, 'package.json'))).version;
const licences = [
  ['Apache ECharts', 'echarts', ['echarts.txt', 'echarts-notice.txt', 'd3.txt']],
  ['zrender', 'zrender', ['zrender.txt']],
  ['tslib', 'tslib', ['tslib.txt']],
].map(([name, module, files]) => `${name} ${version(module)}\n\n` +
  files.map(file => readFileSync(join(here, 'licences', file), 'utf8').trim()).join('\n\n'))
  .join(`\n\n${'-'.repeat(72)}\n\n`);
const asText = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const style = await bundled('style.css');

/// One page of one script, which may do nothing but what its policy says.
async function build(template, entry, sources, marks, file) {
  const script = await bundled(entry);
  const policy = ["default-src 'none'", `script-src ${hashOf(script)}`, `style-src ${hashOf(style)}`, ...sources,
    "base-uri 'none'", "form-action 'none'"].join('; ');
  const parts = {policy, style, script, licences: asText(licences)};
  const page = readFileSync(join(here, template), 'utf8').replace(/\{\{(\w+)\}\}/g, (all, part) => parts[part]);
  for (const mark of marks) {
    if (page.split(mark).length !== 2) {
      throw new Error(`the page must have ${mark} exactly once`);
    }
  }
  writeFileSync(file, page);
}

await build('index.html', 'main.js', ['img-src data: blob:'], ['@paretree-study@', '@paretree-title@'], output);
await build('live.html', 'live.js', ["connect-src 'self'"], [], live);
