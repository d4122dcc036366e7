import type { BuildingFigure } from './figure.ts'

/** `"aim"`, `"must"` or false, as the last line of a bench says. */
export function verdictOf(figure: Pick<BuildingFigure, 'value' | 'must' | 'aim' | 'aimed' | 'holds' | 'better'>): 'aim' | 'must' | false {
  const reaches = (value: number, bar: number): boolean => (figure.better === 'higher' ? value >= bar : value <= bar)
  if (figure.holds === false || !reaches(figure.value, figure.must)) return false
  return figure.aim !== null && reaches(figure.aimed ?? figure.value, figure.aim) ? 'aim' : 'must'
}
