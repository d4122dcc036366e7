/** `98.76％` from hundredths of a percent; a dash where nothing was charged. */
export function rateText(rate: number | null): string {
  if (rate === null) return '―'
  return `${Math.trunc(rate / 100)}.${String(rate % 100).padStart(2, '0')}％`
}

export const partWords: Readonly<Record<'current' | 'arrears' | 'all', string>> = { current: '現年課税分', arrears: '滞納繰越分', all: '合計' }
