/** A line that leads from one state to another. */
type Step = readonly [when: RegExp, then: string];

/** A qualified name of a class of exceptions, or a short one as JavaScript has it, with or without a message. */
const QUALIFIED = String.raw`(?:[A-Za-z_$][\w$]*\.)+[\w$]*(?:Exception|Error|Throwable)`;
const SHORT = String.raw`[A-Z]\w*(?:Exception|Error)|Error`;
export const HEADER = new RegExp(
  String.raw`^(?:Exception in thread "[^"]{0,200}" |Unhandled [Ee]xception[.:] |Uncaught )?(?:${QUALIFIED}|${SHORT})(?:$|:| \()`,
);
/** With a code in brackets, as Node.js prints its own. */
export const HEADER_WITH_CODE = /^(?:Uncaught )?(?:[A-Z]\w*)?Error \[\w+\]/;
export const TRACEBACK = /^\s*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):/;
export const GOROUTINE = /^goroutine \d+ \[|^goroutine \d+ gp=/;

/** Frames and what stands between them, of Java, .NET and Node.js. */
const FRAMES: readonly Step[] = [
  [/^\s+at \S.* \{$/, 'members'],
  [/^\s+at \S/, 'frames'],
  [/^\s*\.\.\. \d+ (?:more|common frames omitted)/, 'frames'],
  [/^\s*(?:Caused by|Suppressed|Wrapped by): \S/, 'frames'],
  [/^\s+\[CIRCULAR REFERENCE/, 'frames'],
  [/^\s*--- End of /, 'frames'],
  [/^ ---> \S/, 'frames'],
];

/** What PHP prints below an error. */
const PHP: readonly Step[] = [
  [/^(?:Stack trace:|\[stacktrace\])$/, 'php'],
  [/^#\d+ \S/, 'php'],
  [/^ {2}thrown in \S/, 'php'],
  [/^"\} ?$/, 'php'],
];

const GO: readonly Step[] = [
  [/^$/, 'go'],
  [GOROUTINE, 'go'],
  [/^\t/, 'go'],
  [
    /^(?:panic: |\[signal |created by |exit status \d|runtime stack:|runtime: |\.\.\.(?:additional|\d+) )/,
    'go',
  ],
  [/^(?:panic|[^\s("']*\.[^\s"':]*)\(.*\)$/, 'go'],
  [/^[er][a-z0-9]{1,5} +0x|^[cfg]s +0x/, 'go'],
];

const RUST: readonly Step[] = [
  [/^stack backtrace:$|^Stack backtrace:$|^Location:$|^Caused by:$/, 'rust'],
  [/^note: /, 'rust'],
  [/^ +\S/, 'rust'],
];

const PYTHON_FRAMES: readonly Step[] = [
  [/^\s+\S/, 'python'],
  // The exception, which may be of any name. No name is a level of Python's own log.
  [/^(?!(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):)[A-Za-z_][\w.]*(?::|$)/, 'raised'],
];

/** By state, what may come next; the first step that fits is taken. */
export const STEPS: Readonly<Record<string, readonly Step[]>> = {
  // A log line: a trace may follow.
  log: [
    [TRACEBACK, 'python'],
    ...FRAMES,
    [HEADER, 'frames'],
    [HEADER_WITH_CODE, 'frames'],
    [GOROUTINE, 'go'],
    ...PHP,
    [/^[^\s:]+:\d+:in [`']/, 'listed'],
  ],
  // Logs of .NET's console, whose messages are below their heads.
  below: [[/^ {6}/, 'below']],
  frames: [...FRAMES, [/^$/, 'apart']],
  // Rust's anyhow has an empty line before the causes.
  apart: [[/^Caused by:$|^Stack backtrace:$|^Location:$/, 'rust']],
  // Members of an error of Node.js, in braces.
  members: [
    [/^\s/, 'members'],
    [/^\}$/, 'frames'],
  ],
  // Node.js shows where an error was thrown: a place, a line of code, a mark below it, an empty line, the error, and at last its own version.
  place: [[/./, 'code']],
  code: [[/^\s*\^+\s*$/, 'mark']],
  mark: [
    [/^$/, 'mark'],
    [HEADER, 'thrown'],
    [HEADER_WITH_CODE, 'thrown'],
  ],
  thrown: [
    [/^\s+at \S.* \{$/, 'inside'],
    [/^\s+at \S/, 'thrown'],
    [/^$/, 'thrown'],
    [/^Node\.js v\d/, 'end'],
  ],
  inside: [
    [/^\s/, 'inside'],
    [/^\}$/, 'thrown'],
  ],
  python: PYTHON_FRAMES,
  raised: [
    [/^$/, 'chain'],
    [/^\s+\S/, 'python'],
  ],
  chain: [
    [/^$/, 'chain'],
    [/^(?:During handling of the above exception|The above exception was the direct cause)/, 'chain'],
    [TRACEBACK, 'python'],
  ],
  go: GO,
  ruby: [
    [/^\s+from \S+:\d+/, 'raised by'],
    [/^\s+\d+: from \S/, 'ruby'],
  ],
  // Behind its lines may stand the error that was its cause, printed as the first one.
  'raised by': [
    [/^\s+from \S+:\d+|^\s+\.\.\. \d+ levels\.\.\.$/, 'raised by'],
    [/^[^\s:]+:\d+:in [`'].*\(\S+\)$/, 'raised by'],
  ],
  listed: [[/^[^\s:]+:\d+:in [`']/, 'listed']],
  php: [...PHP, [/^$/, 'php'], [/^Next \S/, 'php']],
  'panicked at': [[/\S/, 'rust']],
  rust: [...RUST, [/^$/, 'rust apart']],
  'rust apart': RUST,
  end: [],
};
