import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type RedactedBy,
  Redaction,
  SECRET_KINDS,
  type SecretName,
} from '../../../src/parse/filters/redaction.ts';
import { LinearRegexp } from '../../../src/parse/formats/grok/linear-regexp.ts';

/** Each text, and what is left of it by this kind alone. */
const cases: Readonly<Record<SecretName, readonly (readonly [text: string, left: string])[]>> = {
  cards: [
    ['card 4111111111111111 declined', 'card [card] declined'],
    ['4111 1111 1111 1111', '[card]'],
    ['4111-1111-1111-1111;5555-5555-5555-4444', '[card];[card]'],
    ['3782 822463 10005 and 378282246310005', '[card] and [card]'],
    ['?card=4111+1111+1111+1111&next=1', '?card=[card]&next=1'],
    ['?card=4111%201111%201111%201111&n=%204111111111111111', '?card=[card]&n=%20[card]'],
    ['4222222222222', '[card]'],
    ['order 17 4111 1111 1111 1111 22', 'order 17 [card] 22'],
    // Not one: Luhn's check, the first digit, the length, a part of a word, of a number with decimals, of a hash or a date.
    ['4111111111111112', '4111111111111112'],
    ['1717238400000 and 9111111111111111', '1717238400000 and 9111111111111111'],
    ['41111111111111111111', '41111111111111111111'],
    ['x4111111111111111 4111111111111111y', 'x4111111111111111 4111111111111111y'],
    ['0.4111111111111111', '0.4111111111111111'],
    ['550e8400-e29b-41d4-a716-446655440000', '550e8400-e29b-41d4-a716-446655440000'],
    ['2024-05-01 1234567890', '2024-05-01 1234567890'],
    ['4111 1111-1111 1111', '4111 1111-1111 1111'],
  ],
  emails: [
    ['from joe.doe+x@mail.example.com, to', 'from [email], to'],
    ['<joe@example.com>', '<[email]>'],
    ['?mail=joe%40example.com&x=1', '?mail=[email]&x=1'],
    ['jörg@bücher.example', '[email]'],
    ['a@b.example@c.example', '[email]@c.example'],
    ['joe@xn--bcher-kva.example.', '[email].'],
    [
      'joe@example @home root@localhost ssh joe@10.0.0.7',
      'joe@example @home root@localhost ssh joe@10.0.0.7',
    ],
    ['npm install left-pad@1.3.0', 'npm install left-pad@1.3.0'],
  ],
  ips: [
    ['client 203.0.113.7:8080 and 198.51.100.255.', 'client 203.0.113.0:8080 and 198.51.100.0.'],
    ['?ip=203.0.113.7&x=%3D203.0.113.9', '?ip=203.0.113.0&x=%3D203.0.113.0'],
    ['[2001:db8:85a3:8d3:1319:8a2e:370:7348]:443', '[2001:db8:85a3::]:443'],
    ['2001:db8::1: refused, fe80::1%eth0', '2001:db8::: refused, fe80::%eth0'],
    ['ip:2001:db8:0:7::1', 'ip:2001:db8::'],
    ['::1 ::ffff:203.0.113.7', ':: ::ffff:203.0.113.0'],
    ['at 12:34:56.789 in std::vec, 00:11:22:33:44:55', 'at 12:34:56.789 in std::vec, 00:11:22:33:44:55'],
    ['v1.2.3.4, 1.2.3.4.5 and 300.1.1.1', 'v1.2.3.4, 1.2.3.4.5 and 300.1.1.1'],
  ],
  tokens: [
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [token]'],
    ['bearer%20abc', 'bearer%20[token]'],
    ['Bearer%20%20Bearer', 'Bearer%20%20Bearer'],
    ['authorization: Bearer Basic abc', 'authorization: Bearer Basic [token]'],
    ['Bearer Basic abc', 'Bearer Basic [token]'],
    ['"Authorization":"ApiKey QQ=="', '"Authorization":"ApiKey [token]"'],
    ['authorization=abc x', 'authorization=[token] x'],
    ['Basic dXNlcjpwYXNz', 'Basic [token]'],
    ['Authorization: Basic token.abc', 'Authorization: Basic [token]'],
    ['basic authentication failed, the basic token.abc', 'basic authentication failed, the basic token.abc'],
    ['GET /?access_token=abc&x=1', 'GET /?access_token=[token]&x=1'],
    ['jwt eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0. end', 'jwt [token] end'],
    ['unauthorized, forbearers bear it', 'unauthorized, forbearers bear it'],
  ],
};

const only = (name: SecretName, key?: Buffer) => new Redaction({ kinds: [name], patterns: [], key });

for (const name of SECRET_KINDS) {
  test(`${name}: what is left of texts, and of what is left`, () => {
    const redaction = only(name);
    for (const [text, left] of cases[name]) {
      assert.equal(redaction.text(text), left);
      assert.equal(redaction.text(left), left);
    }
  });

  test(`${name}: what may hold one is told of each text that does, as JSON writes it too`, () => {
    for (const [text, left] of cases[name]) {
      if (text === left) continue;
      for (const form of [text, JSON.stringify(text)])
        assert.ok(
          only(name).mayBe.some((each) => each.test(form)),
          form,
        );
    }
  });
}

/** Pieces of which secrets are made, and what comes between. */
const piece = fc.constantFrom(
  ...[
    '4111111111111111',
    '4111',
    '1111',
    ' ',
    '-',
    '+',
    '%20',
    '%',
    '.',
    ':',
    '::',
    '@',
    '%40',
    'a',
    'Z',
    '7',
    '203.0.113.7',
  ],
  ...[
    '2001:db8::1',
    'joe',
    'example.com',
    'Bearer',
    'basic',
    'token',
    'authorization',
    '=',
    '"',
    "'",
    '[',
    ']',
    'é',
    'eyJ',
    'abc',
  ],
  ...['dXNlcjpwYXNz', '&', '?', '/', '\n', '\\', 'access_token'],
);
const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('what is left of any text stays as it is, with words and with hashes', () => {
  const every = { kinds: SECRET_KINDS, patterns: [] };
  for (const redaction of [new Redaction(every), new Redaction({ ...every, key: Buffer.alloc(16, 1) })]) {
    fc.assert(
      fc.property(texts, (text) => {
        const left = redaction.text(text);
        assert.equal(redaction.text(left), left);
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 5000) },
    );
  }
});

test('each kind among any others is told as often as it was replaced', () => {
  const told: RedactedBy[] = [];
  const redaction = new Redaction({ kinds: SECRET_KINDS, patterns: [] }, (by) => told.push(by));
  assert.equal(
    redaction.text('joe@example.com from 203.0.113.7 and 203.0.113.0 by 4111111111111111, Bearer x'),
    '[email] from 203.0.113.0 and 203.0.113.0 by [card], Bearer [token]',
  );
  assert.deepEqual(told, ['tokens', 'emails', 'cards', 'ips']);
});

test('texts of a megabyte that are made against it', () => {
  const redaction = new Redaction({ kinds: SECRET_KINDS, patterns: [LinearRegexp.within('(a+)+$')] });
  for (const bit of [
    'bearer ',
    'eyJ',
    'a@',
    '@',
    '4111 ',
    '1-',
    ':',
    'a:',
    '1.',
    'basic=',
    'authorization ',
    ' ',
    '%20',
    'aaaaaaab',
  ])
    assert.ok(redaction.text(bit.repeat(1_000_000 / bit.length)).length > 0);
});

test('with a key a hash stays: the same for the same secret, of the key and the secret alone', () => {
  const key = Buffer.from('0123456789abcdef');
  const redaction = only('emails', key);
  const left = redaction.text('joe@example.com, ann@example.com, joe@example.com');
  const [, first, second, third] =
    /^\[email:([a-p]{16})\], \[email:([a-p]{16})\], \[email:([a-p]{16})\]$/.exec(left) ?? [];
  assert.ok(first !== undefined && first === third && first !== second);
  const hex = createHmac('sha256', key).update('joe@example.com').digest('hex').slice(0, 16);
  assert.equal(
    first,
    hex.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))),
  );
  assert.notEqual(
    only('emails', Buffer.from('another key of 16')).text('joe@example.com'),
    `[email:${first}]`,
  );
});

test('patterns: what they match goes, but for what a group named keep matches at the beginning', () => {
  const patterns = ['(?<keep>password=)\\S+', 'secret-\\d+', 'x*'].map((source) =>
    LinearRegexp.within(source),
  );
  const redaction = new Redaction({ kinds: [], patterns });
  assert.equal(
    redaction.text('password=password secret-1 secret-22\npassword='),
    'password=[redacted] [redacted] [redacted]\npassword=',
  );
});

test('names: what stands behind them in a text goes, in quotes all of it', () => {
  const redaction = new Redaction({ kinds: [], patterns: [], names: ['password', 'db.pin'] });
  const cases: readonly (readonly [text: string, left: string])[] = [
    ['login password=abc&x=1 as joe', 'login password=[redacted]&x=1 as joe'],
    [
      '{"user":"joe","DB_PASSWORD" : "two \\"words","x":1} trailing',
      '{"user":"joe","DB_PASSWORD" : "[redacted]","x":1} trailing',
    ],
    ['msg="{\\"password\\":\\"a b\\",\\"x\\":1}"', 'msg="{\\"password\\":\\"[redacted]\\",\\"x\\":1}"'],
    [
      "Password: 'a b' and db-pin:7, db_pin%3D8",
      "Password: '[redacted]' and db-pin:[redacted], db_pin%3D[redacted]",
    ],
    ['{"password":7,"db.pin":[1,2]}', '{"password":[redacted],"db.pin":[1,2]}'],
    ['the password is abc, pin=7', 'the password is abc, pin=7'],
  ];
  for (const [text, left] of cases) {
    assert.equal(redaction.text(text), left);
    assert.equal(redaction.text(left), left);
    for (const form of [text, JSON.stringify(text)])
      assert.equal(
        redaction.mayBe.some((each) => each.test(form)),
        text !== left || /pin":\[/.test(text),
        form,
      );
  }
  for (const bit of ['password=', 'password="', "password:'", 'password', '"password":"a', '\\'])
    assert.ok(redaction.text(`password="${bit.repeat(1_000_000 / bit.length)}`).length > 0);
});
