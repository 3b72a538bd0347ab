// A headless Chromium through chromedriver and the WebDriver protocol; nothing but node's own modules.
import {spawn} from 'node:child_process';

export class Browser {
  static async start({width = 1280, height = 900, dark = false} = {}) {
    const driver = spawn('chromedriver', ['--port=0'], {stdio: ['ignore', 'pipe', 'inherit']});
    const port = await new Promise((resolve, reject) => {
      let text = '';
      driver.on('error', reject);
      driver.on('exit', () => reject(new Error(`chromedriver ended: ${text}`)));
      driver.stdout.on('data', part => {
        text += part;
        const started = /started successfully on port (\d+)/.exec(text);
        if (started) {
          resolve(Number(started[1]));
        }
      });
    });
    const browser = new Browser(driver, `http://127.0.0.1:${port}`);
    const session = await browser.send('POST', '/session', {capabilities: {alwaysMatch: {
      browserName: 'chrome', 'goog:loggingPrefs': {browser: 'ALL'},
      'goog:chromeOptions': {args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars',
        `--window-size=${width},${height}`, ...(dark ? ['--force-dark-mode'] : [])]},
    }}});
    browser.base += `/session/${session.sessionId}`;
    await browser.metrics(width, height);
    return browser;
  }

  constructor(driver, base) {
    this.driver = driver;
    this.base = base;
  }

  async send(method, path, body) {
    const response = await fetch(this.base + path, {method, body: body === undefined ? undefined : JSON.stringify(body)});
    const {value} = await response.json();
    if (!response.ok) {
      throw new Error(`${path}: ${value.error}: ${value.message}`);
    }
    return value;
  }

  /// The size of the page itself, also below what a window may have.
  metrics(width, height) {
    return this.devtools('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: width < 600});
  }

  devtools(cmd, params) {
    return this.send('POST', '/goog/cdp/execute', {cmd, params});
  }

  open(address) {
    return this.send('POST', '/url', {url: address});
  }

  /// The value of `return ...` in the page.
  run(script, ...args) {
    return this.send('POST', '/execute/sync', {script, args});
  }

  async until(script, what, seconds = 20) {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end;) {
      const value = await this.run(script);
      if (value) {
        return value;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`${what}: not within ${seconds} s`);
  }

  pointer(...steps) {
    return this.send('POST', '/actions', {actions: [{type: 'pointer', id: 'mouse', parameters: {pointerType: 'mouse'}, actions: steps.map(step =>
      step === 'down' ? {type: 'pointerDown', button: 0} : step === 'up' ? {type: 'pointerUp', button: 0}
        : {type: 'pointerMove', duration: 30, origin: 'viewport', x: Math.round(step.x), y: Math.round(step.y)})}]});
  }

  keys(...keys) {
    return this.send('POST', '/actions', {actions: [{type: 'key', id: 'keys',
      actions: keys.flatMap(value => [{type: 'keyDown', value}, {type: 'keyUp', value}])}]});
  }

  async screenshot() {
    return Buffer.from(await this.send('GET', '/screenshot'), 'base64');
  }

  /// What the page wrote to its console since the last question.
  console() {
    return this.send('POST', '/se/log', {type: 'browser'});
  }

  async stop() {
    await this.send('DELETE', '').catch(() => null);
    this.driver.removeAllListeners('exit');
    this.driver.kill();
  }
}
