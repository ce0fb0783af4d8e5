import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteBudget } from '../../src/store/byte-budget.ts';

test('shares never have more than the budget together, and give back what they had', () => {
  const change = fc.record({
    holder: fc.nat(3),
    bytes: fc.integer({ min: -50, max: 100 }),
    free: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const budget = new ByteBudget(200);
      const shares = Array.from({ length: 4 }, () => budget.share());
      for (const { holder, bytes, free } of changes) {
        const share = shares[holder]!;
        const before = share.bytes;
        const least = Math.max(bytes, -before);
        if (free) share.free();
        else if (!share.tryAdd(least)) {
          assert.equal(share.bytes, before);
          assert.ok(budget.used + least > 200);
        }
        assert.equal(
          budget.used,
          shares.reduce((sum, one) => sum + one.bytes, 0),
        );
        assert.ok(budget.used <= 200);
      }
      for (const share of shares) share.free();
      assert.equal(budget.used, 0);
    }),
  );
});

test('without room: the error of a circuit breaker', () => {
  const share = new ByteBudget(10).share();
  share.add(10, 'it');
  assert.throws(() => share.add(1, 'it'), {
    status: 429,
    type: 'circuit_breaking_exception',
    message: /\[it\]/,
  });
  assert.equal(share.bytes, 10);
});
