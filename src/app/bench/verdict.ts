import type { BenchFigure } from '../../platform/context/manifest.ts'

/** `"aim"`, `"must"` or false, as the last line of a bench says. */
export function verdictOf(figure: Pick<BenchFigure, 'value' | 'must' | 'aim' | 'better'>): 'aim' | 'must' | false {
  const reaches = (bar: number): boolean => (figure.better === 'higher' ? figure.value >= bar : figure.value <= bar)
  if (figure.aim !== null && reaches(figure.aim)) return 'aim'
  return reaches(figure.must) ? 'must' : false
}
