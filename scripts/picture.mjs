// Makes docs/live.svg, the moving picture in the README. Runs `npm start` in a terminal of tmux and draws its screen every half
// second.
//
//   node scripts/picture.mjs
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const COLUMNS = 84;
const ROWS = 23;
/** The sparkline shows half a minute: this is the time to fill it. */
const BEFORE_MS = 32_000;
const FRAME_MS = 500;
const FRAMES = 24;

const CHARACTER = 8.4;
const LINE = 19;
const MARGIN = 14;
const COLOURS = { 31: '#f38ba8', 32: '#a6e3a1', 33: '#f9e2af', 35: '#cba6f7', 36: '#89dceb', 90: '#7f849c' };
const FOREGROUND = '#cdd6f4';
const BACKGROUND = '#1e1e2e';

const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(fileURLToPath(new URL('../docs/live.svg', import.meta.url)), draw(await record()));

/** Returns the screens, each a list of lines with their colour sequences. */
async function record() {
  const server = `logagent-picture-${process.pid}`;
  const tmux = (...words) => {
    const { status, stdout, stderr } = spawnSync('tmux', ['-L', server, ...words], {
      encoding: 'utf8',
      cwd: root,
    });
    if (status !== 0) throw new Error(`tmux ${words[0]}: ${stderr}`);
    return stdout;
  };
  const shell =
    "env LANG=C.UTF-8 LC_ALL= PS1='$ ' npm_config_update_notifier=false npm_config_loglevel=error bash --norc --noprofile";
  tmux('-u', 'new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), shell);
  try {
    tmux('send-keys', 'clear; npm start', 'Enter');
    await sleep(BEFORE_MS);
    const screens = [];
    for (let i = 0; i < FRAMES; i++) {
      screens.push(tmux('capture-pane', '-p', '-e').split('\n').slice(0, ROWS));
      await sleep(FRAME_MS);
    }
    tmux('send-keys', 'C-c');
    await sleep(2000);
    return screens;
  } finally {
    tmux('kill-server');
  }
}

function draw(screens) {
  const rows = screens[0]
    .map((_, row) =>
      drawRow(
        screens.map((screen) => screen[row] ?? ''),
        row,
      ),
    )
    .join('');
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN);
  const height = Math.ceil(ROWS * LINE + 2 * MARGIN);
  const seconds = (FRAMES * FRAME_MS) / 1000;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14" fill="${FOREGROUND}">
<title>What npm start shows</title>
<style>.f{visibility:hidden;animation:f ${seconds}s steps(1) infinite}@keyframes f{0%{visibility:visible}${(100 / FRAMES).toFixed(3)}%{visibility:hidden}}@media (prefers-reduced-motion){.f{animation:none}.l{visibility:visible}}</style>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
${rows}</svg>
`;
}

/** Draws a row that never changes once, and any other row once for each screen. One screen at a time is visible. */
function drawRow(versions, row) {
  const y = MARGIN + (row + 0.75) * LINE;
  if (versions.every((text) => text === versions[0])) return drawText(versions[0], y);
  const drawn = versions.map((text, i) => {
    // A delay in the past puts each screen at its own point of the round from the start.
    const delay = ((i - FRAMES) * FRAME_MS) / 1000;
    const last = i === FRAMES - 1 ? ' l' : '';
    return `<g class="f${last}" style="animation-delay:${delay}s">${drawText(text, y)}</g>\n`;
  });
  return drawn.join('');
}

function drawText(line, y) {
  let column = 0;
  let style = {};
  let svg = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins a colour sequence.
  for (const [, codes, text] of line.matchAll(/\x1b\[([\d;]*)m|([^\x1b]+)/g)) {
    if (text === undefined) {
      style = restyle(style, codes.split(';').map(Number));
      continue;
    }
    if (text.trim() !== '') svg += drawPiece(text, column, y, style);
    column += text.length;
  }
  return svg === '' ? '' : `${svg}\n`;
}

function restyle(before, codes) {
  const style = { ...before };
  for (const code of codes) {
    if (code === 0) Object.assign(style, { bold: false, dim: false, colour: undefined });
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 22) Object.assign(style, { bold: false, dim: false });
    else if (code === 39) style.colour = undefined;
    else style.colour = COLOURS[code] ?? style.colour;
  }
  return style;
}

/** Gives the width explicitly, because fonts differ in the width of block characters. */
function drawPiece(text, column, y, { bold, dim, colour }) {
  const kept = text.trim();
  const x = (MARGIN + (column + text.indexOf(kept)) * CHARACTER).toFixed(1);
  const length = (kept.length * CHARACTER).toFixed(1);
  const look = [
    bold ? ' font-weight="bold"' : '',
    dim ? ' opacity="0.6"' : '',
    colour ? ` fill="${colour}"` : '',
  ].join('');
  const escaped = kept.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y.toFixed(1)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${look}>${escaped}</text>`;
}
