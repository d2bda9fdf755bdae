/** The mathematical modulus, 0 <= result < divisor, also for negative dividends (Java's Math.floorMod). */
export function floorMod(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return rest < 0 ? rest + divisor : rest === 0 ? 0 : rest;
}
