// Watches runs through `paretree serve` in a headless Chromium:  node live_page.mjs PROGRAM SWEEPS FOLDER
// Answers: does the page follow a study that is missing, written, stopped, resumed and replaced, is
// what it shows that of the database, is the run the same as without it, does the server refuse
// everything but reading by a browser of this machine?
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join, resolve} from 'node:path';
import {Browser} from './webdriver.mjs';

const [program, sweeps, folder] = process.argv.slice(2).map(path => resolve(path));
rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});
const paretree = (...words) => execFileSync(program, words, {cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe']});
const run = (sweep, db, ...words) => paretree('run', sweep, '--db', db, '--picture', 'none', '--progress', 'none', ...words);
const hostile = "tiny <img src=x onerror=document.body.remove()>";
writeFileSync(join(folder, 'tiny.yaml'), readFileSync(join(sweeps, 'tiny.yaml'), 'utf8').replace(/^name: .*$/m, `name: "${hostile}"`));
writeFileSync(join(folder, 'other.yaml'), readFileSync(join(sweeps, 'tiny.yaml'), 'utf8').replace(/^name: .*$/m, 'name: another'));

const server = spawn(program, ['serve', 'a.db', 'b.db', '--port', '0'], {cwd: folder, stdio: ['ignore', 'pipe', 'inherit']});
const ended = new Promise(resolve => server.on('exit', resolve));
const address = await new Promise((resolve, reject) => {
  server.stdout.once('data', text => resolve(String(text).trim()));
  server.once('exit', code => reject(new Error(`serve ended with ${code}`)));
});
const port = Number(new URL(address).port);

/// The bytes that come back for some bytes.
const raw = bytes => new Promise(resolve => {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  let text = '';
  socket.setTimeout(8000, () => socket.destroy());
  socket.on('data', part => { text += part; });
  socket.on('error', () => resolve(text));
  socket.on('close', () => resolve(text));
});
const request = (line, ...headers) => raw(`${line}\r\n${headers.join('\r\n')}${headers.length ? '\r\n' : ''}Connection: close\r\n\r\n`);
const own = `Host: 127.0.0.1:${port}`;
const status = async (...words) => Number(/^HTTP\/1\.1 (\d+)/.exec(await request(...words))?.[1] ?? 0);

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

const browser = await Browser.start();
const text = selector => browser.run('return document.querySelector(arguments[0])?.textContent ?? null', selector);
const shows = (number, word) => browser.until(`return document.getElementById('study-${number}')?.textContent.includes(${JSON.stringify(word)})`, `study ${number} shows ${word}`);

try {
  await browser.open(address);
  await browser.until("return document.documentElement.dataset.ready === 'yes'", 'the page is ready');

  await claim('a study that is not there yet is waited for', async () => {
    await shows(0, 'there is no such file yet');
  });

  await claim('a run that starts appears by itself, and its name stays text', async () => {
    run('tiny.yaml', 'a.db');
    await shows(0, 'finished');
    assert.equal(await text('#study-0 h2'), hostile);
    assert.equal(await browser.run("return document.querySelectorAll('img').length"), 0);
  });

  await claim('what it shows is that of the database', async () => {
    const front = JSON.parse(paretree('front', 'a.db', '--format', 'json'));
    const state = await (await fetch(`${address}state.json`)).json();
    assert.equal(state.studies[0].front_size, front.length);
    assert.ok((await text('#study-0')).includes(`${front.length} on the front`));
    const ids = await browser.run("return [...document.querySelectorAll('#study-0 td.id')].map(cell => cell.textContent)");
    assert.ok(ids.length > 0 && ids.every(id => front.some(({design}) => design.startsWith(id))), ids.join());
    for (const {design, objectives} of state.studies[0].newest) {
      const member = front.find(other => other.design === design);
      for (const [name, value] of Object.entries(objectives)) {
        assert.equal(value, member.objectives[name]);
      }
    }
    const {history} = state.studies[0];
    assert.equal(history.at(-1).members, front.length);
    assert.ok(history.every((point, place) => place === 0 || point.hypervolume >= history[place - 1].hypervolume));
  });

  await claim('a second study stands beside the first; stopped it says so, resumed it goes on', async () => {
    run(join(sweeps, 'large.yaml'), 'b.db', '--time-limit', '0.01s');
    await shows(1, 'evaluated');
    const before = (await (await fetch(`${address}state.json`)).json()).studies[1];
    assert.equal(before.progress.finished, false);
    assert.ok(before.progress.done > 0 && before.progress.done < before.progress.designs);
    // Asked as fast as it answers while the run goes on.
    let asking = true;
    const asked = (async () => {
      let answers = 0;
      while (asking) {
        await (await fetch(`${address}state.json`)).text();
        ++answers;
      }
      return answers;
    })();
    const child = spawn(program, ['run', join(sweeps, 'large.yaml'), '--db', 'b.db', '--picture', 'none', '--progress', 'none'], {cwd: folder, stdio: 'ignore'});
    assert.equal(await new Promise(resolve => child.on('exit', resolve)), 0);
    asking = false;
    assert.ok(await asked > 0);
    await shows(1, 'finished');
  });

  await claim('a run that was watched has the front of one that was not', async () => {
    run(join(sweeps, 'large.yaml'), 'alone.db');
    assert.equal(paretree('front', 'b.db', '--format', 'json'), paretree('front', 'alone.db', '--format', 'json'));
  });

  await claim('a database that is replaced is followed', async () => {
    for (const ending of ['', '-wal', '-shm']) {
      rmSync(join(folder, `a.db${ending}`), {force: true});
    }
    await shows(0, 'there is no such file yet');
    run('other.yaml', 'a.db');
    await shows(0, 'another');
    writeFileSync(join(folder, 'a.db'), 'no database at all');
    rmSync(join(folder, 'a.db-wal'), {force: true});
    rmSync(join(folder, 'a.db'));
    writeFileSync(join(folder, 'a.db'), 'no database at all');
    await browser.until("return document.querySelector('#study-0 a') === null", 'a file that is no study');
    rmSync(join(folder, 'a.db'));
    run('other.yaml', 'a.db');
    await shows(0, 'another');
  });

  await claim('only reading by a browser of this machine is answered', async () => {
    assert.equal(await status('GET / HTTP/1.1', own), 200);
    assert.equal(await status('GET / HTTP/1.1', `Host: localhost:${port}`), 200);
    assert.equal(await status('HEAD / HTTP/1.1', own), 200);
    for (const host of ['evil.example', '127.0.0.1', `127.0.0.1.evil.example:${port}`, `evil.example:${port}`, `127.0.0.1:${port + 1}`, '']) {
      assert.equal(await status('GET /state.json HTTP/1.1', `Host: ${host}`), 421, host);
    }
    assert.equal(await status('GET /state.json HTTP/1.1'), 421, 'no Host');
    assert.equal(await status('GET /state.json HTTP/1.1', own, 'Host: evil.example'), 421, 'two Hosts');
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      assert.equal(await status(`${method} / HTTP/1.1`, own, 'Content-Length: 0'), 405, method);
    }
    for (const path of ['/a.db', '/../a.db', '/%2e%2e/a.db', '/report/2', '/report/99999999999999999999', '/report/-1', '/report/0/..', '//etc/passwd']) {
      assert.equal(await status(`GET ${path} HTTP/1.1`, own), 404, path);
    }
    assert.ok([0, 400, 414].includes(await status(`GET /${'x'.repeat(100000)} HTTP/1.1`, own)), 'a long line');
    assert.ok([0, 400].includes(await status('rubbish')), 'no request at all');
    assert.equal(await status('GET / HTTP/1.1', own), 200, 'still there');
  });

  await claim('answers forbid scripts of others, framing and keeping', async () => {
    for (const path of ['/', '/report/0']) {
      const answer = await request(`GET ${path} HTTP/1.1`, own);
      assert.match(answer, /Content-Security-Policy: default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';[^\r]*frame-ancestors 'none'/);
      assert.match(answer, /X-Content-Type-Options: nosniff/);
      assert.match(answer, /Cache-Control: no-store/);
      assert.doesNotMatch(answer, /Access-Control-Allow/);
    }
  });

  await claim('the report behind the link is that of now', async () => {
    await browser.open(`${address}report/1`);
    await browser.until("return document.documentElement.dataset.ready === 'yes'", 'the report is ready', 60);
    assert.match(await text('#count'), /^200\u2009448 of/);
  });

  await claim('the console is silent', async () => assert.deepEqual(await browser.console(), []));

  await claim('Ctrl-C ends the server with 0', async () => {
    server.kill('SIGINT');
    assert.equal(await ended, 0);
  });
} finally {
  server.kill('SIGKILL');
  await browser.stop();
}
process.exit(failures === 0 ? 0 : 1);
