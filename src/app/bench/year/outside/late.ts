import { type Day, daysAfter } from './seen.ts'

// The delinquency charge of a tax as a town prints it in its leaflet, reckoned day by day and not by spans: in hundredths of a percent a
// year for the first month and after it, on whole thousands of yen, and in whole hundreds from a thousand yen on.

interface LeafletRow { readonly year: number; readonly first: number; readonly after: number }
const leaflet: readonly LeafletRow[] = [{ year: 2025, first: 240, after: 870 }, { year: 2026, first: 280, after: 910 }]

/** What accrued on a tax until the last yen of it was paid; money on one day counts together. */
export function lateOnPaid(tax: number, due: Day, paid: readonly { readonly day: Day; readonly yen: number }[]): number {
  const byDay = new Map<Day, number>()
  for (const { day, yen } of paid) byDay.set(day, (byDay.get(day) ?? 0) + yen)
  const last = [...byDay].filter(([, yen]) => yen > 0).map(([day]) => day).sort().at(-1)
  if (last === undefined || last <= due) return 0
  // Yen times days, by the rate that counts for them: each rate, and each change of what is open, is cut to whole yen.
  let [late, run] = [0, { key: '', days: 0, each: 0 }]
  const cut = (): void => { late += Math.floor((run.days * run.each) / (365 * 10_000)) }
  for (let day = daysAfter(due, 1); day <= last; day = daysAfter(day, 1)) {
    const open = tax - [...byDay].reduce((total, [on, yen]) => (on < day && yen > 0 ? total + yen : total), 0)
    const row = leaflet.find((one) => String(one.year) === day.slice(0, 4))
    if (!row) throw new Error(`the leaflet of ${day.slice(0, 4)} lies before the payer`)
    const rate = day < monthAfter(daysAfter(due, 1)) ? row.first : row.after
    const base = open < 2_000 ? 0 : Math.floor(open / 1_000) * 1_000
    const key = `${day.slice(0, 4)} ${rate} ${open}`
    if (key !== run.key) { cut(); run = { key, days: 0, each: base * rate } }
    run.days += 1
  }
  cut()
  return late < 1_000 ? 0 : Math.floor(late / 100) * 100
}

/** The same day of the next month, or the first of the one after it where there is none. */
function monthAfter(day: Day): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(Math.min(Date.UTC(year, month, date), Date.UTC(year, month + 1, 1))).toISOString().slice(0, 10)
}
