// Types that make a wrong type a compile error: `pnpm typecheck` is the test.

/** Whether two types are exactly the same. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Whether a type says nothing: `any`, `unknown` or `never`. */
export type IsVague<Type> = 0 extends 1 & Type
  ? true
  : unknown extends Type
    ? true
    : [Type] extends [never]
      ? true
      : false;

/** Accepts `true` only. */
export type Expect<_Claim extends true> = true;

/** Accepts `false` only. */
export type ExpectNot<_Claim extends false> = true;
